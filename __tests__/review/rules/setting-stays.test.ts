import { change } from "../../helpers/plan-json";
import { idsOf, queue, risks } from "../../helpers/rule-inputs";

describe("a setting that stays", () => {
  const on = {
    dead_letter_queue: [{ id: "x", max_receive_count: 3 }],
    content_based_deduplication: true,
    receive_wait_time_seconds: 20,
    visibility_timeout_seconds: 60,
  };
  test.each<readonly [string, unknown]>([
    ["dead_letter_queue", null],
    ["content_based_deduplication", false],
    ["content_based_deduplication", null],
    ["receive_wait_time_seconds", 0],
    ["receive_wait_time_seconds", null],
    ["visibility_timeout_seconds", 0],
  ])("is %s, set to %j", (name, value) => {
    expect(risks([queue(on, { ...on, [name]: value })])).toEqual([`setting-stays: ${name} orders`]);
  });

  test.each<readonly [string, unknown]>([
    ["receive_wait_time_seconds", 1],
    ["visibility_timeout_seconds", 30],
    ["message_max_age", 0],
  ])("is not %s, set to %j", (name, value) => {
    expect(risks([queue(on, { ...on, [name]: value })])).toEqual([]);
  });

  test("is not a value that is known after apply, nor a setting of a queue that is replaced", () => {
    const unknown = { change: { after_unknown: { receive_wait_time_seconds: true } } };
    const names = { name: "orders" };
    expect(
      risks([
        change(
          "scaleway_mnq_sqs_queue",
          ["update"],
          { ...names, ...on },
          { ...names, ...on, receive_wait_time_seconds: undefined },
          unknown,
        ),
      ]),
    ).toEqual([]);
    expect(idsOf([change("scaleway_mnq_sqs_queue", ["delete", "create"], { ...names, ...on }, names)])).toEqual([
      "queue-destroyed",
    ]);
  });
});
