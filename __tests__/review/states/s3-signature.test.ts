import { encodedPath, encodedQuery, signedHeaders } from "../../../lib/review/states/s3-signature";

/** The examples in https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const CREDENTIALS = { accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const TIME = new Date("2013-05-24T00:00:00Z");
const BUCKET = "https://examplebucket.s3.amazonaws.com/";

test.each([
  [{ lifecycle: "" }, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"],
  [{ prefix: "J", "max-keys": "2" }, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"],
])("signs %j as Amazon's example", (query, signature) => {
  const url = new URL(`${BUCKET}?${encodedQuery(query)}`);
  const { authorization } = signedHeaders(url, CREDENTIALS, "us-east-1", TIME);
  expect(authorization.slice(authorization.indexOf("Signature="))).toBe(`Signature=${signature}`);
});

test("signs the token of a session, and sends it", () => {
  const { authorization, headers } = signedHeaders(
    new URL(BUCKET),
    { ...CREDENTIALS, sessionToken: "t" },
    "fr-par",
    TIME,
  );
  expect(headers["x-amz-security-token"]).toBe("t");
  expect(authorization).toContain("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,");
});

test("encodes keys and queries so that a URL does not change them", () => {
  const key = "a b/é+'()*!&=?#%2F";
  const url = new URL(`${BUCKET}${encodedPath(key)}?${encodedQuery({ prefix: key })}`);
  expect(url.pathname).toBe("/a%20b/%C3%A9%2B%27%28%29%2A%21%26%3D%3F%23%252F");
  expect(url.search).toBe("?prefix=a%20b%2F%C3%A9%2B%27%28%29%2A%21%26%3D%3F%23%252F");
});
