export { findServer, type RunningServer } from "./client";
export { listTriggers, runTrigger, type ListedTrigger } from "./events/client";
export { localEnvironment, localVariables } from "./environment";
export { serveKeptLogs } from "./logs/kept-logs";
export { listContainers, type ListedContainer } from "./runtime/client";
export { FolderInUseError, openFolder } from "./state/folder";
export { findStartedServer, joinOrStart, type SharedServer } from "./shared-server";
export { DEFAULT_PORT, startServer, type LocalServer, type ServerOptions } from "./server";
export { countResources, loadSnapshot, resetState, takeSnapshot } from "./state/snapshot";
