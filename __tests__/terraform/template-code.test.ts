import { codeIn, mapLiterals } from "../../lib/terraform/template-code";

test.each([
  ["no code", ""],
  ["${a.b}", "a.b "],
  ["$${a.b} %%{c}", ""],
  ["%{ if a }b%{ endif }", " if a   endif  "],
  ['${f("text ${a.b} }", c)}', 'f("a.b ", c) '],
  ['${f("\\"}", a)}', 'f("", a) '],
  ["${{a = {b = c}}}", "{a = {b = c}} "],
  ["${a /* } */ + b}", "a  + b "],
  ["${a /* open", "a  "],
  ['${a + # b.c " }\n 1}', "a + \n 1 "],
  ['${a // b.c " }\n + 1}', "a \n + 1 "],
  ["${a # open", "a  "],
  ['${"# a.b // c /* d"}', '"" '],
  ["# ${a} // ${b}", "a b "],
  ['${f(<<EOT\n} a.b "\nEOT\n, c)}', 'f(""\n, c) '],
  ["${f(<<-EOT\n  a.b ${c.d} $${e.f} \\${g}\n  EOT\n)}", 'f("c.d g "\n) '],
  ["${<<A\nAB\nB A\nA\n}", '""\n '],
  ["${<<A\r\na.b\r\nA\r\n}", '""\r\n '],
  ["${<<open\na.b", '"" '],
  ["${a < b}", "a < b "],
  ["${open", "open "],
])("the code in %j is %j", (template, code) => {
  expect(codeIn(template)).toBe(code);
});

test.each([
  ["a ${b} c", "<a >${b}< c>"],
  ["${b}", "${b}"],
  ["$${a} %%{b} $$${c}", "<$${a} %%{b} $$${c}>"],
  ['x${f("} ${y} \\" {")}%{ if z }', '<x>${f("} ${y} \\" {")}%{ if z }'],
  ["$ % { }", "<$ % { }>"],
  ["", ""],
])("the literals of %j are mapped: %j", (template, mapped) => {
  expect(mapLiterals(template, (literal) => `<${literal}>`)).toBe(mapped);
});
