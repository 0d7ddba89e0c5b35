"""Conditions as nobody should write them, and some as people do. Seeded: the same each time."""

from random import Random

OPERATORS = (
    *("=", "!=", "in", "not in", "=?", "<", ">", "<=", ">=", "any", "not any"),
    *("like", "ilike", "not like", "not ilike", "=like", "=ilike", "child_of", "parent_of"),
)
BAD_OPERATORS = (
    *("", "==", "<>", "IN", "Like", "any!", "not any!", "is", "resembles", "= ", "\0", "&", "!"),
    *(None, True, 3, 2.5, b"=", ["="], ("=",), {"=": 1}, {"="}),
)
BAD_PATHS = (
    *("", ".", "name.", ".name", "name..x", "no_such_field", "partner_id.no_such_field", "name.x"),
    *("__class__", "id.id", "partner_id.id.id", "a" * 5000, "partner_id." * 40 + "name", "n\0ame"),
    *("create_date.month_number", "lead_properties.x", "1", "name; DROP TABLE crm_lead", "\ud800"),
    *(None, 0, 1, 2, True, b"name", ("name",), ["name"], {"name": 1}, {"name"}, 1.5),
)
PLAIN_VALUES = (
    *(False, True, None, 0, 1, 5, -1, 2.5, "", "x", "a%", "Graz", "3", "1", "won", "opportunity"),
    *(
        "2024-01-31",
        "2024-01-31 10:00:00",
        "today",
        "now",
        "-1d",
        "today -90d",
        "=monday",
        "=1d +1m",
    ),
    *([], [1], [1, 2], [False], [True, False], ["x", "y"], [1, "x"], (1, 2), {1, 2}, {"x"}),
)
BAD_VALUES = (
    *(2**31, 2**63, 2**200, -(2**70), 1e308, float("1e999"), -float("1e999"), 10**400, 1 + 2j),
    *("x" * 2000, "a\0b", "\ud800", "\\", "a\\", "%" * 40, "%a" * 30, "'; --", "{}", "%s", "%(x)s"),
    *("2024-13-45", "0001-01-01", "9999-12-31 23:59:59", "today +99999999d", "+9999y", "=31m"),
    *(
        "today +9999999999999d",
        "=99H",
        "today =5H",
        "-",
        "+d",
        "=",
        "٣",
        "2024-01-01T00:00:00+99:00",
    ),
    *(b"x", {}, {"a": 1}, ..., [[]], [[1]], [None], [{}], [b"x"], [2**70], ["\0"], [1.5, "x"]),
    *([["name", "=", "x"]], [[[1]]], list(range(20_000)), [1e999], [1 + 1j], ["x" * 5000], {b"x"}),
)
BAD_TOKENS = (
    *("&", "|", "!", "&&", "", "name", None, True, 0, 5, 2.5, b"x", {}, set(), [], (), ..., 1j),
    *(("name",), ("name", "="), ("name", "=", 1, 2), (1, "=", 1), (0, "=", 1), (1, "=", 0)),
    *(
        (True, "=", True),
        [("name", "=", "x")],
        {"name", "=", "x"},
        ((),),
        (1, 2, 3),
        ("&", "&", "&"),
    ),
)
BAD_TEXTS = (
    *(
        "[",
        "]",
        "[(",
        "[[]",
        "[()]",
        "()",
        "{}",
        "42",
        "True",
        "None",
        "...",
        "b''",
        " ",
        "[],",
        "[,]",
    ),
    *(
        "[('name','=','x')]\0",
        "[('name', '=', '\ud800')]",
        "['&'] * 9",
        "-" * 90_000 + "1",
        "[" * 5000,
    ),
    *(
        "[('name', '=', __import__('os').getcwd())]",
        "[('create_uid', '=', uid)]",
        "not 1",
        "[*[1]]",
    ),
    *(
        "[('create_date', '>', context_today())]",
        "1" * 5000,
        "[" + "'!', " * 3000 + "1]",
        "x" * 200_000,
    ),
    *(
        "(" * 50_000,
        "lambda: 0",
        "[x for x in ()]",
        "f'{1}'",
        "'name'",
        "('name', '=', 'x')",
        "[\n",
    ),
    *(
        "['|'" + ", ('name', '=', 'x')" * 3 + "]",
        "[" + "'&', " * 600 + "('id', '=', 1), " * 601 + "]",
    ),
    *("[" + "('tag_ids', 'any', [" * 40 + "])" * 40 + "]", "[" + "('parent_id', 'any', [" * 90),
    *(
        "[('id', '=', 1)" + ", ('id', '=', 1)" * 3000 + "]",
        "0777",
        "[('name', '=', 'x' 'y')]",
        "[1_0]",
    ),
)
TEXT = ("=", "!=", "ilike", "not ilike", "=like"), ("x", "Graz", False, "1", "%a%")
NUMBER = ("=", "!=", ">", "<", ">=", "<="), (0, 1, 50, -3, False)
RECORD = ("in", "not in", "=", "!=", "ilike", "not ilike"), (1, [1], [1, 2], False, "x")
MOMENT = (
    ("=", "!=", ">", "<", ">=", "<="),
    ("2024-01-31", "today -1m", "now -1d", "2024-01-31 10:00:00", "=monday -1w", False),
)
# ``{type: (operators, values)}`` as the domain editor has them.
FITTING = {
    "char": TEXT,
    "text": TEXT,
    "html": (("ilike", "not ilike", "=", "!="), ("x", False)),
    "selection": (("=", "!=", "in", "not in"), ("1", "won", "lead", False, ["1", "2"])),
    "integer": NUMBER,
    "float": NUMBER,
    "monetary": NUMBER,
    "boolean": (("=", "!="), (True, False)),
    "many2one": RECORD,
    "one2many": RECORD,
    "many2many": RECORD,
    "date": MOMENT,
    "datetime": MOMENT,
}


class ConditionGenerator:
    """:param model: any recordset of the model that the conditions are about"""

    def __init__(self, model, seed):
        self.model = model
        self.random = Random(seed)

    def make_texts(self, number):
        """Yield ``number`` conditions as text."""
        yield from BAD_TEXTS
        for _number in range(number - len(BAD_TEXTS)):
            text = repr(self._make_tokens(self.model, 0))
            yield self._spoil(text) if self._happens(0.1) else text

    def _happens(self, share):
        return self.random.random() < share

    def _choose(self, values):
        return self.random.choice(values)

    def _make_tokens(self, model, depth):
        if self._happens(0.03):
            return self._choose(BAD_TOKENS)
        tokens = [self._make_token(model, depth) for _number in range(self.random.randint(1, 3))]
        connectives = [self._choose("&|!") for _number in range(len(tokens) - 1)]
        if self._happens(0.1):
            connectives.append(self._choose("&|!"))
        return connectives + tokens

    def _make_token(self, model, depth):
        if self._happens(0.04):
            return self._choose(BAD_TOKENS)
        if self._happens(0.4):
            return self._make_fitting(model, "")
        path, end = self._make_path(model)
        operator = self._choose(BAD_OPERATORS if self._happens(0.05) else OPERATORS)
        if operator in ("any", "not any") and end is not None and self._happens(0.8):
            value = self._make_tokens(end, depth + 1) if depth < 4 else []
        else:
            value = self._make_value(model, path)
        return path, operator, value

    def _make_fitting(self, model, before):
        """Return a comparison as the domain editor makes it, with a value of the type."""
        fields = model._fields.values()
        names = sorted(f.name for f in fields if f.type in FITTING and f._description_searchable)
        field = model._fields[self._choose(names)]
        path = f"{before}{field.name}"
        if field.relational and path.count(".") < 2 and self._happens(0.3):
            return self._make_fitting(model.env[field.comodel_name], f"{path}.")
        operators, values = FITTING[field.type]
        return path, self._choose(operators), self._choose(values)

    def _make_path(self, model):
        """Return ``(path, model that it leads to or None)``."""
        if self._happens(0.05):
            return self._choose(BAD_PATHS), None
        names = []
        for _number in range(self.random.randint(1, 3)):
            name = self._choose(sorted(model._fields))
            names.append(name)
            field = model._fields[name]
            if not field.relational:
                return ".".join(names), None
            model = model.env[field.comodel_name]
        return ".".join(names), model

    def _make_value(self, model, path):
        """Return a value, often one of the right type."""
        if self._happens(0.15):
            return self._choose(BAD_VALUES)
        field = model._fields.get(path) if isinstance(path, str) else None
        if field is not None and self._happens(0.5):
            return self._choose(FITTING.get(field.type, FITTING["char"])[1])
        return self._choose(PLAIN_VALUES)

    def _spoil(self, text):
        place = self.random.randrange(len(text) + 1)
        piece = self._choose(
            ("", "'", ",", "[", "]", "(", ")", "\\", "\0", " ", "=", "é", "\n", "#")
        )
        return text[:place] + piece + text[place + self.random.randint(0, 3) :]
