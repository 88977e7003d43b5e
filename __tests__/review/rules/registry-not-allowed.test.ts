import { container } from "../../helpers/plan-json";
import { idsOf } from "../../helpers/rule-inputs";

describe("the registry of an image", () => {
  test.each<readonly [image: string, allowed: readonly string[], isAllowed: boolean]>([
    ["rg.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud/shop"], true],
    ["rg.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud/shop/"], true],
    ["rg.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud/shop/api"], true],
    ["RG.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud"], true],
    ["rg.fr-par.scw.cloud/shop-evil/api:v1", ["rg.fr-par.scw.cloud/shop"], false],
    ["rg.fr-par.scw.cloud/shop/api-evil:v1", ["rg.fr-par.scw.cloud/shop/api"], false],
    ["rg.fr-par.scw.cloud.evil.example/shop/api:v1", ["rg.fr-par.scw.cloud"], false],
    ["evil.example/rg.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud"], false],
    ["nginx", ["docker.io"], true],
    ["nginx", ["docker.io/library"], true],
    ["evil/nginx", ["docker.io/library"], false],
    ["localhost:5000/api", ["localhost:5000"], true],
    ["no image at all", ["docker.io"], false],
    ["rg.fr-par.scw.cloud/shop/../evil/api:v1", ["rg.fr-par.scw.cloud/shop"], false],
    ["rg.fr-par.scw.cloud@evil.example/shop/api", ["rg.fr-par.scw.cloud"], false],
    ["index.docker.io/shop/api", ["docker.io/shop"], true],
    ["nginx:1", ["docker.io/nginx"], true],
    ["docker.io/library/nginx:1", ["nginx"], true],
    ["nginx-evil:1", ["docker.io/nginx"], false],
    ["evil/nginx:1", ["nginx"], false],
    ["ghcr.io/shop/api:v1", [], false],
  ])("%s, with %j allowed: %s", (image, allowed, isAllowed) => {
    expect(idsOf([container(null, { image })], allowed).includes("registry-not-allowed")).toBe(!isAllowed);
  });

  test("is not checked for a container that is not deployed, and is for one that is imported", () => {
    const imported = { actions: ["no-op"], change: { importing: { id: "fr-par/x" } } };
    expect(idsOf([container({}, { max_scale: 9 })], [])).not.toContain("registry-not-allowed");
    expect(idsOf([container({}, {}, imported)], [])).toContain("registry-not-allowed");
  });

  test("is not allowed while the image is known after apply", () => {
    const unknown = { change: { after_unknown: { image: true } } };
    expect(idsOf([container(null, { image: undefined }, unknown)], ["docker.io"])).toContain("registry-not-allowed");
  });
});
