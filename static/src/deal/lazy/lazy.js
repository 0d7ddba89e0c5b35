import { loadBundle } from "@web/core/assets";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";

import { Component, onWillStart, useState } from "@odoo/owl";

const lazyComponents = registry.category("lazy_components");

/** Stands for a screen that few people open, and loads it when it is opened. */
class Lazy extends Component {
    static template = "crm_playbook.Lazy";
    static bundle = null;
    static component = null;

    setup() {
        this.state = useState({ isLoaded: false, hasFailed: false });
        onWillStart(() => {
            this.state.isLoaded = lazyComponents.contains(this.constructor.component);
            if (!this.state.isLoaded) {
                this.load(); // what is around the screen is there meanwhile
            }
        });
    }

    get Component() {
        return lazyComponents.get(this.constructor.component);
    }

    async load() {
        this.state.hasFailed = false;
        try {
            await loadBundle(this.constructor.bundle);
        } catch {
            // Not a word in the log helps more than the sentence and its button.
        }
        this.state.isLoaded = lazyComponents.contains(this.constructor.component);
        this.state.hasFailed = !this.state.isLoaded;
    }
}

/**
 * Return a component that loads another one with its bundle.
 *
 * @param {string} bundle an asset bundle of the manifest
 * @param {string} name of the component in the registry `lazy_components`, to which the bundle adds it
 * @param {Object} componentProps the props of both
 */
export function makeLazy(bundle, name, componentProps) {
    return class extends Lazy {
        static bundle = bundle;
        static component = name;
        static props = componentProps;
    };
}

/** Same for a dialog, of which nothing is shown while it loads. */
export function makeLazyDialog(bundle, name) {
    return class extends makeLazy(bundle, name, ["*"]) {
        static template = "crm_playbook.LazyDialog";
        static components = { Dialog };
    };
}
