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
 * Fails the apply if the deployment failed. `timestamp()` is only known at apply, so the condition does not reject the plan
 * that fixes a broken container, as `self.status == "ready"` alone would.
 */
export function gateLifecycle(name: string, gate: boolean | IResolvable): TerraformResourceLifecycle | undefined {
  if (gate === false) return undefined;
  const reason = 'coalesce(self.error_message, "no reason")';
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
        errorMessage: `Container ${name} is not deployed: its status is \${coalesce(self.status, "unknown")}. Scaleway reports: \${${reason}}. Fix the image (with a new tag or a new registrySha256) or the settings, and apply again. To read the logs of the container, run npx scw-containers logs ${name}.`,
      },
    ],
  };
}

const CONDITION = '${self.status == "ready" || timestamp() == ""}';

/** An output that changes with every plan while the container is broken. Without it a second apply would have no changes and succeed. */
export function gateStatus(container: TerraformResource & { readonly status: string }, gate: boolean | IResolvable) {
  if (gate !== true) {
    return conditional(Op.and(gate, Op.neq(container.status, "ready")), Fn.timestamp(), container.status);
  }
  return steadyWhile(container, "status", "ready");
}
