import { price, priceBeyondFree, sumOf, usage } from "../../lib/facts/cost";

const SMALLEST = { memoryLimitMb: 128, cpuLimit: 70 };

test("returns the price of Scaleway's example of a month", () => {
  expect(priceBeyondFree(usage(SMALLEST, 30_000_000)).toFixed(2)).toBe("22.35");
});

test("subtracts the free tier of memory and CPU separately, and never returns less than 0", () => {
  expect(priceBeyondFree({ gbSeconds: 400_000, vcpuSeconds: 200_001 }).toFixed(5)).toBe("0.00001");
  expect(priceBeyondFree({ gbSeconds: 399_999, vcpuSeconds: 1 })).toBe(0);
});

test("adds up the usage of several containers", () => {
  const one = usage(SMALLEST, 3600);
  expect(price(sumOf([one, one])).toFixed(6)).toBe((2 * price(one)).toFixed(6));
  expect(price(sumOf([]))).toBe(0);
});
