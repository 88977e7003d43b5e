import type { Routes } from "../../api/context";
import { containerRoutes } from "./containers";
import { domainRoutes } from "./domains";
import { namespaceRoutes } from "./namespaces";
import { tokenRoutes } from "./tokens";
import { triggerRoutes } from "./triggers";

export const container: Routes = {
  ...namespaceRoutes,
  ...containerRoutes,
  ...triggerRoutes,
  ...domainRoutes,
  ...tokenRoutes,
};
