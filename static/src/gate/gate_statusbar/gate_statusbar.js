import {
    RottingStatusBarDurationField,
    rottingStatusBarDurationField,
} from "@mail/js/rotting_mixin/rotting_statusbar";
import { registry } from "@web/core/registry";

/** A status bar that goes back to the real stage when the move is refused. */
export class GateStatusBarField extends RottingStatusBarDurationField {
    async selectItem(item) {
        const { name, record } = this.props;
        const stage = record.data[name];
        const hasOtherEdits = record.isNew || (await record.isDirty());
        try {
            await super.selectItem(item);
        } catch (error) {
            // What else the person typed stays; the stage alone is taken back.
            await (hasOtherEdits ? record.update({ [name]: stage }) : record.discard());
            throw error;
        }
    }
}

export const gateStatusBarField = {
    ...rottingStatusBarDurationField,
    component: GateStatusBarField,
};

registry.category("fields").add("gate_statusbar", gateStatusBarField);
