import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { connect, credsAuthenticator } from "@nats-io/transport-node";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { findNatsProgram } from "../../src/events/nats-process";
import { NatsServer } from "../../src/events/nats-server";
import { describeWithEngine, docker, useEngine } from "../helpers/engine";
import { PROJECT } from "../helpers/server";
import { TriggerWorld } from "../helpers/triggers";

const IMAGE = "docker.io/library/nats:2-alpine";
const BUSYBOX = "/bin/busybox";
const MNQ = "/mnq/v1beta1/regions/fr-par";
const PROGRAMS = ["sh", "mkdir", "nats-server"];
const program = findNatsProgram();
/** The image has no libraries. */
const isStatic = program !== undefined && spawnSync("ldd", [program]).status !== 0;
const canBuild = isStatic && existsSync(BUSYBOX);

/** Builds a stand-in of the image from programs of this machine, unless the image is there. */
async function buildImage(): Promise<void> {
  const client = await docker();
  const images = await client.listImages({ filters: { reference: [IMAGE] } });
  if (images.length > 0) return;
  const context = temporaryFolder("nats-image");
  for (const name of PROGRAMS) copyFileSync(name === "nats-server" ? program! : BUSYBOX, join(context, name));
  const copies = PROGRAMS.map((name) => `COPY ${name} /bin/${name}`);
  writeFileSync(join(context, "Dockerfile"), ["FROM scratch", "ENV PATH=/bin", ...copies].join("\n"));
  const built = await client.buildImage({ context, src: ["Dockerfile", ...PROGRAMS] }, { t: IMAGE });
  await buffer(built);
}

describeWithEngine("the image of NATS", () => {
  const { engine } = useEngine();

  (canBuild ? test : test.skip)("runs where the program is not in PATH, with real credentials", async () => {
    await buildImage();
    const { PATH } = process.env;
    process.env["PATH"] = "";
    const world = new TriggerWorld();
    const nats = await NatsServer.create(world.services, world.folder, engine());
    process.env["PATH"] = PATH;
    world.services.natsUrl = () => nats.url;
    nats.start();
    const { body: account } = await world.call("POST", `${MNQ}/nats-accounts`, { project_id: PROJECT, name: "events" });
    const { body } = await world.call("POST", `${MNQ}/nats-credentials`, { nats_account_id: account.id, name: "shop" });
    expect(await nats.settled()).toBeUndefined();
    const authenticator = credsAuthenticator(Buffer.from(body.credentials.content));
    const connection = await connect({ servers: account.endpoint, authenticator, reconnect: false });
    const subscription = connection.subscribe("orders");
    connection.publish("orders", "one");
    const { value: message } = await subscription[Symbol.asyncIterator]().next();
    expect(message.string()).toBe("one");
    await connection.close();
    await world.close();
    await nats.close();
  });
});
