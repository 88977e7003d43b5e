import js from "@eslint/js";
import tseslint from "typescript-eslint";

const barrel = {
  regex: "^@cdktf/provider-scaleway(/lib)?$",
  message: "Import one binding: @cdktf/provider-scaleway/lib/container. The barrel loads them all.",
};
const upward = (folders) => ({
  regex: `^(\\.{1,2}/)+(${folders})(/|$)`,
  message: "Imports run one way: see docs/architecture.md.",
});

export default tseslint.config(
  {
    ignores: [
      "dist",
      "coverage",
      "cdktf.out",
      "**/cdktf.out",
      // Type-checked and tested; their own tsconfig.json is for where they are written to.
      "templates",
      "packages/provider-scaleway/lib",
      "packages/provider-scaleway/stock",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-restricted-imports": ["error", { patterns: [barrel] }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/explicit-member-accessibility": ["error", { overrides: { constructors: "no-public" } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Constructs are told apart by structure, as everywhere in CDKTF.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
    },
  },
  {
    files: ["lib/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [barrel, upward("stacks|examples|bench|__tests__|cli|manifest|review|images|registry")] },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError)$/]",
          message: "Throw a ValidationError: it lists every problem with its place.",
        },
      ],
    },
  },
  // What others import, and what stands above the constructs.
  {
    files: ["lib/index.ts", "lib/manifest/*.ts", "lib/review/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [barrel, upward("stacks|examples|bench|__tests__|cli|images|registry")] },
      ],
    },
  },
  {
    files: ["lib/images/*.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [barrel, upward("stacks|examples|bench|__tests__|cli")] }],
    },
  },
  // Knows no construct, and nothing of CDKTF.
  {
    files: ["lib/registry/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: "^(cdktf|constructs|@cdktf/.*)$", message: "Registries are asked without CDKTF." },
            {
              regex: "^\\.\\./(?!(limits|errors|private/(image-reference|objects))$)",
              message: "Imports run one way: see docs/architecture.md.",
            },
          ],
        },
      ],
    },
  },
  // Commands load what is heavy when they run.
  {
    files: ["lib/cli/*.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [barrel, upward("stacks|examples|bench|__tests__")] }],
      "@typescript-eslint/no-require-imports": "off",
    },
  },
  {
    files: ["lib/private/*.ts", "lib/limits.ts", "lib/errors.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            barrel,
            { regex: "^@cdktf/provider-scaleway", message: "Only a construct's render knows the provider's names." },
            {
              regex: "^\\.\\./(?!(limits|errors|warnings)$)",
              allowTypeImports: true,
              message: "private/ knows the constructs and values by their types alone.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["__tests__/**/*.ts", "examples/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      // Synthesized JSON is read by path.
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.object.name='Testing'][callee.property.name=/^(synth|fullSynth)$/]",
          message: "Use synth() of helpers/synth: Testing.synth skips the validations.",
        },
      ],
    },
  },
  {
    files: ["**/*.{js,cjs}"],
    languageOptions: {
      sourceType: "commonjs",
      globals: { module: "writable", require: "readonly", process: "readonly" },
    },
  },
  { files: ["**/*.mjs"], languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } } },
);
