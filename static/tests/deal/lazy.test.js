import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { assets, AssetsLoadingError } from "@web/core/assets";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { registry } from "@web/core/registry";

import { Component, xml } from "@odoo/owl";

import { makeLazy, makeLazyDialog } from "@crm_playbook/deal/lazy/lazy";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const NAME = "crm_playbook.Screen";

class Screen extends Component {
    static template = xml`<p class="screen" t-out="props.text"/>`;
    static props = ["text", "*"];
}

const addScreen = () => registry.category("lazy_components").add(NAME, Screen, { force: true });

/** Stand for the server: a bundle adds the screen, or cannot be loaded. */
function serveBundle(load) {
    patchWithCleanup(assets, {
        loadBundle: async (name) => {
            expect.step(name);
            await load();
        },
    });
}

async function mountScreen() {
    const LazyScreen = makeLazy("crm_playbook.assets_screen", NAME, { text: String });
    await mountWithCleanup(LazyScreen, { props: { text: "Hello" } });
}

test("a screen is loaded when it is opened, with what it is given", async () => {
    let arrive;
    serveBundle(() => new Promise((resolve) => (arrive = resolve)));
    await mountScreen();
    expect(".o_lazy_loading").toHaveText("Loading…");
    addScreen();
    arrive();
    await animationFrame();
    expect(".screen").toHaveText("Hello");
    expect(".o_lazy_loading").toHaveCount(0);
    expect.verifySteps(["crm_playbook.assets_screen"]);
    registry.category("lazy_components").remove(NAME);
});

test("a screen that is there already is loaded no more", async () => {
    serveBundle(() => {});
    addScreen();
    await mountScreen();
    expect(".screen").toHaveText("Hello");
    expect.verifySteps([]);
    registry.category("lazy_components").remove(NAME);
});

test("a screen that cannot be loaded says so, and can be tried again", async () => {
    let isOnline = false;
    serveBundle(() => {
        if (!isOnline) {
            throw new AssetsLoadingError("offline");
        }
        addScreen();
    });
    await mountScreen();
    await animationFrame();
    expect(".o_lazy_failed").toHaveText(/could not be loaded/);
    isOnline = true;
    await contains(".o_lazy_failed button").click();
    expect(".screen").toHaveText("Hello");
    expect.verifySteps(["crm_playbook.assets_screen", "crm_playbook.assets_screen"]);
    registry.category("lazy_components").remove(NAME);
});

test("of a dialog nothing is shown while it loads, and what it was to say where it cannot", async () => {
    let isOnline = false;
    serveBundle(() => {
        if (!isOnline) {
            throw new AssetsLoadingError("offline");
        }
        addScreen();
    });
    await mountWithCleanup(MainComponentsContainer);
    getService("dialog").add(makeLazyDialog("crm_playbook.assets_screen", NAME), {
        text: "Hello",
        data: { message: "Budget is missing" },
    });
    expect(".modal").toHaveCount(0);
    await animationFrame();
    await animationFrame();
    expect(".modal").toHaveText(/Budget is missing.*could not be loaded/s);
    isOnline = true;
    await contains(".o_lazy_failed button").click();
    expect(".screen").toHaveText("Hello");
    expect.verifySteps(["crm_playbook.assets_screen", "crm_playbook.assets_screen"]);
    registry.category("lazy_components").remove(NAME);
});
