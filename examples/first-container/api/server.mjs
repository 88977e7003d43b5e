import { createServer } from "node:http";
import { json } from "node:stream/consumers";

const orders = [
  { id: 1, item: "coffee", quantity: 2 },
  { id: 2, item: "tea", quantity: 1 },
];

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  console.log(`${request.method} ${pathname}`);
  if (pathname === "/") return answer(response, 200, { service: "order-api", level: process.env.LOG_LEVEL });
  if (pathname === "/orders" && request.method === "GET") return answer(response, 200, orders);
  if (pathname === "/orders" && request.method === "POST") {
    const order = await readOrder(request);
    if (order === undefined) return answer(response, 400, { message: "expected JSON with item and quantity" });
    orders.push({ id: orders.length + 1, ...order });
    return answer(response, 201, orders.at(-1));
  }
  answer(response, 404, { message: `${pathname} does not exist` });
});

async function readOrder(request) {
  try {
    const { item, quantity } = await json(request);
    return typeof item === "string" && Number.isInteger(quantity) ? { item, quantity } : undefined;
  } catch {
    return undefined;
  }
}

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}

server.listen(process.env.PORT ?? 8080, () => console.log(`listening on ${server.address().port}`));
// Scaleway ends an instance with SIGTERM.
process.once("SIGTERM", () => server.close());
