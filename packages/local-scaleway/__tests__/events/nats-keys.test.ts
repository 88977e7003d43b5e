import { parseCreds } from "@nats-io/jwt";
import { fromPublic, fromSeed } from "@nats-io/nkeys";
import { natsConsumer } from "../../src/events/nats-consumer";
import { NatsServer } from "../../src/events/nats-server";
import { createKey, natsToken } from "../../src/products/mnq/nats-keys";
import { PROJECT } from "../helpers/server";
import { TriggerWorld } from "../helpers/triggers";
import { until } from "../helpers/until";

const MNQ = "/mnq/v1beta1/regions/fr-par";

test.each([
  ["operator", "O"],
  ["account", "A"],
  ["user", "U"],
] as const)("a key of an %s is one for the library of NATS", (kind, letter) => {
  const { publicKey, seed } = createKey(kind);
  expect([publicKey[0], fromSeed(Buffer.from(seed)).getPublicKey()]).toEqual([letter, publicKey]);
});

test("a token has the signature of its issuer", () => {
  const issuer = createKey("account");
  const [header, claims, signature] = natsToken("shop", "subject", issuer, {}).split(".");
  const verify = (content: string) =>
    fromPublic(issuer.publicKey).verify(Buffer.from(content), Buffer.from(signature!, "base64url"));
  expect([verify(`${header}.${claims}`), verify(`${header}.${claims}x`)]).toEqual([true, false]);
});

describe("without nats-server", () => {
  const path = process.env["PATH"];
  let world: TriggerWorld;
  let nats: NatsServer;
  beforeEach(async () => {
    process.env["PATH"] = "/no-such-folder";
    world = new TriggerWorld({ nats: (trigger, context) => natsConsumer(nats)(trigger, context) });
    nats = await NatsServer.create(world.services, world.folder);
    world.services.natsUrl = () => nats.url;
  });
  afterEach(async () => {
    process.env["PATH"] = path;
    await world.close();
    await nats.close();
  });

  test("an account has the URL of Scaleway, credentials of its own, and no answer contains its key", async () => {
    const { body: account } = await world.call("POST", `${MNQ}/nats-accounts`, { project_id: PROJECT, name: "events" });
    expect(account.endpoint).toBe("nats://nats.mnq.fr-par.scaleway.com:4222");
    const { body } = await world.call("POST", `${MNQ}/nats-credentials`, { nats_account_id: account.id, name: "shop" });
    const { aid, uc } = await parseCreds(Buffer.from(body.credentials.content));
    expect([aid, uc.name]).toEqual([account.id, "shop"]);
    const lists = await Promise.all([
      world.call("GET", `${MNQ}/nats-accounts`),
      world.call("GET", `${MNQ}/nats-credentials`),
    ]);
    expect(JSON.stringify([account, lists])).not.toMatch(/seed|revocations|"user"|NATS USER|S[AU][A-Z2-7]{56}/);
  });

  test("a trigger is in error, and says what to install", async () => {
    const id = await world.createTrigger(await world.createContainer(), {
      nats_config: {
        server_urls: ["nats://nats.mnq.fr-par.scaleway.com:4222"],
        subject: "orders",
        credentials_file_content: "x",
      },
    });
    await until(async () => (await world.trigger(id)).status === "error");
    expect((await world.trigger(id)).error_message).toContain("nats-server");
  });
});
