import { codesInDocuments, container, loadTexts, messagesIn, yamlOf } from "../helpers/manifests";

const secret = (value: string) => container({ env: { secrets: [{ name: "KEY", value }] } });
const variable = (value: string) => container({ env: { variables: [{ name: "NAME", value }] } });

test.each([
  "$secrets-group/shop/database.password",
  "$secret/database-password",
  "$var/api-key",
  "${DB_PASSWORD}",
  "${DB_PASSWORD:-postgres}",
  "${db_password}",
  "${var.db_password}",
  "${ENV:HOME}",
  "$(DB_PASSWORD)",
  "$DB_PASSWORD",
  "$S3_SECRET_KEY",
  "$PASSWORD",
  "$env:DB_PASSWORD",
  "${DB_PASSWORD}\n",
  " $DB_PASSWORD ",
])("rejects the reference of another tool as a secret, without its text: %j", (value) => {
  expect(codesInDocuments(secret(value))).toEqual(["spec.env.secrets[0].value: foreign-reference"]);
  expect(messagesIn(yamlOf(secret(value)))[0]).not.toContain(value.trim().replace(/^[^\w]*/, ""));
});

test.each([
  "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
  "$6$rounds=5000$saltsalt$hash/hash.",
  "pa$$word",
  "$1",
  "$",
  "$$",
  "$ecret",
  "$ecret/word",
  "$T0PS3CR3T",
  "$Db_Password",
  "$DB_PASSWORD!",
  "postgres://app:${DB_PASSWORD}@db/orders",
  "${A}${B}",
  "{$DB}",
  "sk-$secret/x",
  "%DB_PASSWORD%",
])("accepts a secret that only contains $: %j", (value) => {
  expect(loadTexts(yamlOf(secret(value)))).toHaveLength(1);
});

test.each(["$variables-group/shop/database.host", "$var/host", "$secrets-group/shop/database.password"])(
  "rejects the reference of OpenMCF's platform as a plain variable: %j",
  (value) => {
    expect(codesInDocuments(variable(value))).toEqual(["spec.env.variables[0].value: foreign-reference"]);
  },
);

test.each(["${HOST}", "$HOST", "${env:HOSTNAME}", "$(HOST)", "$variables-group", "see $var/host"])(
  "accepts a plain variable that the program may replace: %j",
  (value) => {
    expect(loadTexts(yamlOf(variable(value)))).toHaveLength(1);
  },
);
