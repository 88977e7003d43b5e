import js from "@eslint/js";
import tseslint from "typescript-eslint";

const barrel = {
  regex: "^@cdktf/provider-scaleway(/lib)?$",
  message: "Import one binding: @cdktf/provider-scaleway/lib/container. The barrel loads them all.",
};

export default tseslint.config(
  {
    ignores: [
      "dist",
      "dist-cdktn",
      "coverage",
      "cdktf.out",
      "**/cdktf.out",
      // Type-checked and tested; their own tsconfig.json is for where they are written to.
      "templates",
      "packages/local-scaleway/dist",
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
      // Parse instead. A cast that remains has its reason in the comment that disables this rule.
      "@typescript-eslint/no-unsafe-type-assertion": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError)$/]",
          message: "Throw a ValidationError: it lists every problem with its place.",
        },
      ],
    },
  },
  {
    files: ["__tests__/**/*.ts", "packages/local-scaleway/__tests__/**/*.ts", "examples/**/*.ts"],
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
    files: ["packages/local-scaleway/__tests__/**/*.ts"],
    rules: {
      // Answers are read by path.
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    files: ["**/*.{js,cjs}"],
    languageOptions: {
      sourceType: "commonjs",
      globals: { module: "writable", require: "readonly", process: "readonly" },
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        fetch: "readonly",
        performance: "readonly",
      },
    },
  },
  {
    files: ["packages/local-scaleway/src/page/browser/*.mjs"],
    languageOptions: {
      globals: {
        AbortController: "readonly",
        Node: "readonly",
        Text: "readonly",
        TextDecoderStream: "readonly",
        clearTimeout: "readonly",
        document: "readonly",
        history: "readonly",
        location: "readonly",
        requestAnimationFrame: "readonly",
        sessionStorage: "readonly",
        setTimeout: "readonly",
        window: "readonly",
      },
    },
  },
);
