// Jest loads every module again for each test file. A worker compiles each script once here, and runs it in the context of every file.
const asyncHooks = require("node:async_hooks");
const vm = require("node:vm");
const { TestEnvironment } = require("jest-environment-node");

const scripts = new Map();
const { compileFunction } = vm;
vm.compileFunction = (source, parameters, options) => {
  if (!options?.parsingContext) return compileFunction(source, parameters, options);
  const { filename, parsingContext } = options;
  const head = `(function (${parameters.join()}) { `;
  const code = `${head}${source}\n})`;
  let compiled = scripts.get(filename);
  if (compiled?.code !== code) {
    // Without importModuleDynamically: it would keep the first file's modules in memory, and Jest's rejects every import().
    compiled = { code, script: new vm.Script(code, { filename, columnOffset: -head.length }) };
    scripts.set(filename, compiled);
  }
  return compiled.script.runInContext(parsingContext);
};

// jest-circus creates a storage for each test file and never disables it. Node 20 updates all enabled storages for every promise.
const storages = new Set();
asyncHooks.AsyncLocalStorage = class extends asyncHooks.AsyncLocalStorage {
  constructor(...options) {
    super(...options);
    storages.add(this);
  }
};

module.exports = class extends TestEnvironment {
  constructor(...args) {
    // Jest puts a proxy in front of the globals: every use of one, such as `Object`, would cost half a microsecond.
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...args);
    } finally {
      vm.createContext = createContext;
    }
  }

  async teardown() {
    await super.teardown();
    for (const storage of storages) storage.disable();
    storages.clear();
  }
};
