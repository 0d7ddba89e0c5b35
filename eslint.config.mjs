import js from "@eslint/js";
import globals from "globals";

export default [
    { ignores: [".odoo/", "node_modules/", "static/lib/"] },
    js.configs.recommended,
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, luxon: "readonly", odoo: "readonly" },
        },
        rules: {
            curly: ["error", "all"],
            eqeqeq: ["error", "smart"],
            "max-lines": ["error", 300],
            "max-lines-per-function": ["error", 50],
            "no-console": "error",
            "no-restricted-globals": ["error", "event", "self"],
            "no-unused-vars": ["error", { args: "none" }],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
        },
    },
];
