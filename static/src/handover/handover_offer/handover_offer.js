import "@crm/views/crm_form/crm_form";
import { CrmKanbanDynamicGroupList } from "@crm/views/crm_kanban/crm_kanban_model";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

const SECONDS = 30;

/** Offer to hand over a deal that was won; nothing happens when the person goes on. */
export function showOffer(env, leadId, message) {
    const close = env.services.notification.add(message, {
        type: "success",
        autocloseDelay: SECONDS * 1000,
        className: "o_handover_offer",
        buttons: [
            {
                name: _t("Hand Over"),
                primary: true,
                onClick: async () => {
                    close();
                    const action = await env.services.orm.call("crm.lead", "action_hand_over", [
                        [leadId],
                    ]);
                    await env.services.action.doAction(action);
                },
            },
        ],
    });
}

/** Ask whether there is something to offer to a deal that is in this stage now, if it wins there. */
export async function offerHandover(env, leadId, stageId) {
    if (!session.handover_offer_stages?.includes(stageId)) {
        return;
    }
    const offer = await env.services.orm.call("crm.lead", "get_handover_offer", [[leadId]]);
    if (offer) {
        showOffer(env, leadId, offer.message);
    }
}

/** What the button *Won* of a deal returns when there is something to offer. */
async function onWon(env, action) {
    const { lead_id: leadId, message, effect } = action.params;
    showOffer(env, leadId, message);
    await env.services.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    if (effect) {
        env.services.effect.add(effect);
    }
}

registry.category("actions").add("crm_playbook_handover_offer", onWon);

patch(CrmKanbanDynamicGroupList.prototype, {
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        await super.moveRecord(...arguments);
        const target = this.groups.find((group) => group.id === targetGroupId);
        const isMove = dataGroupId !== targetGroupId && target?.groupByField.name === "stage_id";
        const record = isMove && target.list.records.find(({ id }) => id === dataRecordId);
        if (record) {
            await offerHandover(this.model.env, record.resId, target.value);
        }
    },
});

patch(registry.category("views").get("crm_form").Model.Record.prototype, {
    async _save() {
        const isMove = this.resModel === "crm.lead" && "stage_id" in this._changes;
        const result = await super._save(...arguments);
        if (isMove && result && this.resId) {
            await offerHandover(this.model.env, this.resId, this.data.stage_id?.id);
        }
        return result;
    },
});
