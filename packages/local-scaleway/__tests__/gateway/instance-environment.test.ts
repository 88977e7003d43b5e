import { instanceEnvironment } from "../../src/gateway/instance-environment";
import { TestGateway } from "../helpers/gateway";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = new TestGateway();
  await gateway.start();
});
afterAll(() => gateway.stop());

const adapt = (value: string) => {
  const services = {
    ...gateway.services,
    baseUrl: () => "http://127.0.0.1:4580",
    natsUrl: () => "nats://127.0.0.1:4222",
  };
  return instanceEnvironment({ URL: value }, "10.88.0.1", services, gateway.ports)["URL"];
};

test.each([
  ["http://127.0.0.1:4580/project-1/orders", "http://10.88.0.1:4580/project-1/orders"],
  ["http://localhost:4580", "http://10.88.0.1:4580"],
  ["nats://127.0.0.1:4222", "nats://10.88.0.1:4222"],
  [
    '{"queue":"http://127.0.0.1:4580/a","again":"http://127.0.0.1:4580/b"}',
    '{"queue":"http://10.88.0.1:4580/a","again":"http://10.88.0.1:4580/b"}',
  ],
  ["http://127.0.0.1:45800", "http://127.0.0.1:45800"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["https://127.0.0.1:4580", "https://127.0.0.1:4580"],
  ["http://127a0b0c1:4580", "http://127a0b0c1:4580"],
  ["$& $1", "$& $1"],
])("the variable %s becomes %s in an instance", (value, expected) => {
  expect(adapt(value)).toBe(expected);
});

test("the URL of another container becomes that of its port", async () => {
  const { id, public_endpoint: url } = await gateway.create("website");
  const local = `http://10.88.0.1:${gateway.ports.portOf(id)}`;
  expect([adapt(`${url}/orders?a=1`), adapt(url)]).toEqual([`${local}/orders?a=1`, local]);
  expect(adapt(`${url}.evil.example.com`)).toBe(`${url}.evil.example.com`);
});
