import {
  Fn,
  Op,
  TerraformSelf,
  conditional,
  type IResolvable,
  type TerraformResource,
  type TerraformResourceLifecycle,
} from "cdktf";
import { steadyWhile } from "../../terraform/expressions";

/**
 * Fails the apply when Scaleway could not deploy. `timestamp()` is known at apply only, so the condition never refuses the
 * plan that repairs a broken container, as `self.status == "ready"` alone would.
 */
export function gateLifecycle(name: string, gate: boolean | IResolvable): TerraformResourceLifecycle | undefined {
  if (gate === false) return undefined;
  const reason = 'coalesce(self.error_message, "Scaleway gave no reason")';
  return {
    postcondition: [
      {
        condition:
          gate === true
            ? CONDITION
            : Op.or(
                Op.not(gate),
                Op.or(Op.eq(TerraformSelf.getAny("status"), "ready"), Op.eq(Fn.timestamp(), "never")),
              ),
        errorMessage: `Container ${name} is not deployed: its status is \${coalesce(self.status, "unknown")}. Scaleway says: \${${reason}}. Deploy a repaired image (a new tag, or a new registrySha256) or other settings, and apply again.`,
      },
    ],
  };
}

const CONDITION = '${self.status == "ready" || timestamp() == ""}';

/** An output that changes with every plan while the container is broken: without it a second apply would find nothing to do and end green. */
export function gateStatus(container: TerraformResource & { readonly status: string }, gate: boolean | IResolvable) {
  if (gate !== true) {
    return conditional(Op.and(gate, Op.neq(container.status, "ready")), Fn.timestamp(), container.status);
  }
  return steadyWhile(container, "status", "ready");
}
