import {
    RottingStatusBarDurationField,
    rottingStatusBarDurationField,
} from "@mail/js/rotting_mixin/rotting_statusbar";
import { registry } from "@web/core/registry";

function forgetSavePoint(record) {
    for (const point of [record, ...Object.values(record.data)]) {
        if (point?._savePoint) {
            point._savePoint = undefined;
        }
    }
}

/** A status bar that goes back to the real stage when the move is refused. */
export class GateStatusBarField extends RottingStatusBarDurationField {
    /**
     * A save point, which {@link Record.discard} returns to, takes back the stage and all that
     * followed from it, and nothing else that the person typed. To choose the old stage instead
     * would leave it among the changes: after *Waive and move* the form would save it again.
     */
    async selectItem(item) {
        const { record } = this.props;
        await record.isDirty(); // takes in what is being typed
        record._addSavePoint();
        try {
            await super.selectItem(item);
        } catch (error) {
            await record.discard();
            throw error;
        }
        forgetSavePoint(record); // not saved, for a field that is required: discard means all
    }
}

export const gateStatusBarField = {
    ...rottingStatusBarDurationField,
    component: GateStatusBarField,
};

registry.category("fields").add("gate_statusbar", gateStatusBarField);
