import type { Routes } from "../api/context";
import { account } from "./account";
import { container } from "./container";
import { domain } from "./domain";
import { iam } from "./iam";
import { mnq } from "./mnq";
import { registry } from "./registry";
import { secretManager } from "./secret-manager";
import { vpc } from "./vpc";

export const PRODUCTS: readonly Routes[] = [container, registry, iam, mnq, secretManager, domain, vpc, account];
