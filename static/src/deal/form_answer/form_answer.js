import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";

import { toRaw, useState } from "@odoo/owl";

// Types whose values are no more than a value: no lines, no properties.
const TYPES = new Set([
    "binary",
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "selection",
    "text",
]);

function getValues({ evalContext, fieldNames, fields }) {
    const names = fieldNames.filter((name) => TYPES.has(fields[name].type));
    return Object.fromEntries(names.map((name) => [name, evalContext[name] ?? false]));
}

/**
 * Return what a form shows of a record, or undefined where that is what is saved. The methods of
 * a deal that answer for a form take it, see `crm.lead._get_draft`.
 *
 * @param {import("@web/model/relational_model/record").Record} record
 */
export function getEditedValues(record) {
    return record.isNew || record.dirty ? getValues(record) : undefined;
}

/**
 * Ask a method of the record on a form about it, with what is edited there. It is asked when the
 * form opens, whenever the record is saved or loaded anew, and when one of the fields is edited
 * that its answer names in `watched`.
 *
 * @param {string} method
 * @returns {{ answer: { value: any, error: string|false }, refresh: Function }} the newest answer,
 *      reactive; its value is false before there is one
 */
export function useFormAnswer(method) {
    const orm = useService("orm");
    const answer = useState({ value: false, error: false });
    let asked = {}; // what the form held when it was last asked
    let number = 0;

    function isOutdated(record) {
        const values = getValues(record); // all of them, so that edits of all are noticed
        if (toRaw(record.data) !== asked.data) {
            return true; // loaded, saved or discarded
        }
        const watched = answer.error ? Object.keys(values) : answer.value?.watched || [];
        return watched.some((name) => JSON.stringify(values[name]) !== asked.values[name]);
    }

    async function refresh(record) {
        const own = ++number;
        const texts = Object.entries(getValues(record)).map(([n, v]) => [n, JSON.stringify(v)]);
        asked = { data: toRaw(record.data), values: Object.fromEntries(texts) };
        const { context, resId, resModel } = record;
        const kwargs = { values: getEditedValues(record), context };
        let result;
        try {
            const value = await orm.call(resModel, method, [resId ? [resId] : []], kwargs);
            result = { value, error: false };
        } catch (error) {
            result = { value: false, error: error.data?.message || error.message };
        }
        if (own === number) {
            Object.assign(answer, result);
        }
    }

    useRecordObserver(async (record) => {
        if (!isOutdated(record)) {
            return;
        }
        if (asked.data) {
            await record.model.mutex.getUnlockedDef(); // the edit may be saved at once
            if (!isOutdated(record)) {
                return; // asked meanwhile
            }
        }
        await refresh(record);
    });

    return { answer, refresh };
}
