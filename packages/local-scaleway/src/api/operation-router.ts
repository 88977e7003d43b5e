import type { Operation, Routes } from "./context";
import { invalidArguments } from "./errors";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Route {
  readonly name: string;
  readonly operation: Operation;
  readonly parts: readonly string[];
}

/** The operation of a request, with the values of the parts of its path. */
export interface Match {
  readonly name: string;
  readonly operation: Operation;
  readonly param: (name: string) => string;
}

export class Router {
  /** By method and number of parts. */
  private readonly routes = new Map<string, Route[]>();

  constructor(products: readonly Routes[]) {
    for (const routes of products) {
      for (const [pattern, [name, operation]] of Object.entries(routes)) {
        const [method = "", path = ""] = pattern.split(" ");
        const parts = path.split("/");
        const key = `${method} ${parts.length}`;
        this.routes.set(key, [...(this.routes.get(key) ?? []), { name, operation, parts }]);
      }
    }
  }

  public names(): string[] {
    return [...this.routes.values()].flat().map(({ name }) => name);
  }

  public find(method: string, path: string): Match | undefined {
    const parts = path.split("/");
    const candidates = this.routes.get(`${method} ${parts.length}`) ?? [];
    const route = candidates.find((each) =>
      each.parts.every((part, index) => part.startsWith("{") || part === parts[index]),
    );
    if (route === undefined) return undefined;
    const { name, operation } = route;
    return { name, operation, param: (key) => decode(key, parts[route.parts.indexOf(`{${key}}`)] ?? "") };
  }
}

/** The name of an operation that is not emulated, without IDs: `GET /rdb/v1/regions/fr-par/instances/{id}`. */
export function operationName(method: string, path: string): string {
  const parts = path.split("/").map((part) => (ID.test(part) ? "{id}" : part.slice(0, 60)));
  return `${method} ${parts.slice(0, 12).join("/")}`.replaceAll(/[^\w ./{}:-]/g, "?");
}

function decode(name: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidArguments({ argument_name: name, help_message: "is not valid percent-encoding", reason: "format" });
  }
}
