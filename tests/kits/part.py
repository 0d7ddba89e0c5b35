from odoo.fields import Command

from .base import Kit


class PartKit(Kit):
    """Parts that a packet may have to contain. Goes beside ``HandoverCommon``."""

    # Their codes; and of which of them a new packet lacks nothing.
    codes = ()
    filled_at_first = ()

    def get_values(self, code):
        """Return the values that fill a part of a packet, and those by which it is missing."""
        raise NotImplementedError

    @classmethod
    def walk(cls):
        for user in cls.__subclasses__():
            yield from user.codes

    def _new_asking(self, code):
        """Return a packet of the salesperson of which this part alone is asked."""
        part = self._get_part(code)
        template = self._new_template(part_ids=[Command.set(part.ids)])
        deal = self._new_deal(partner_id=False)
        return self._new_handover(deal, template_id=template.id, to_user_id=False)

    def _get_part(self, code):
        return self.env["crm.handover.part"].search([("code", "=", code)])

    def _write(self, handover, vals):
        """Write on the packet; what begins with ``lead_id.`` on its deal."""
        for name, value in vals.items():
            owner, dot, field = name.partition(".")
            if dot:
                handover[owner][field] = value
            else:
                handover[owner] = value

    def assertPart(self, handover, code, is_filled):
        part = self._get_part(code)
        self.assertEqual(handover._is_filled(part), is_filled, code)
        self.assertEqual(handover.completeness, 100 if is_filled else 0, code)
        self.assertEqual(handover.missing_part_ids, part.browse() if is_filled else part, code)

    def test_parts_have_a_name_a_hint_and_their_method(self):
        for code in self.codes:
            [part] = self._get_part(code)
            self.assertTrue(part.name.strip() and part.hint.strip(), code)
            self.assertTrue(hasattr(self.env["crm.handover"], f"_is_{code}_filled"), code)

    def test_they_are_missing_until_they_are_filled_and_followed_both_ways(self):
        """Nothing else is said to have changed, so their dependencies are declared."""
        for code in self.codes:
            handover = self._new_asking(code)
            self.assertPart(handover, code, code in self.filled_at_first)
            filled, unfilled = self.get_values(code)
            for _again in range(2):
                self._write(handover, filled)
                self.assertPart(handover, code, True)
                self._write(handover, unfilled)
                self.assertPart(handover, code, False)
