import { createServer } from "node:http";

createServer((request, response) => {
  response.end(`order-api: ${request.method} ${request.url}\n`);
}).listen(process.env.PORT ?? 8080);
