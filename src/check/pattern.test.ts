// Patterns of names, held to a reading of them letter by letter.
import t from "tap";
import fc from "fast-check";
import { matches } from "./pattern.js";

/** What a pattern means: a * stands for any number of letters, any other letter for itself. */
function means(pattern: string, name: string): boolean {
  if (pattern === "") return name === "";
  if (pattern.startsWith("*"))
    return means(pattern.slice(1), name) || (name !== "" && means(pattern, name.slice(1)));
  return name.startsWith(pattern.charAt(0)) && means(pattern.slice(1), name.slice(1));
}

t.test("a name fits a pattern in which * stands for anything", async (t) => {
  t.ok(matches("log1p", "log1*"));
  t.ok(matches("log1p", "*"));
  t.ok(matches("log1p", "log1p"));
  t.notOk(matches("log1p", "log1"), "the whole of it");
  t.notOk(matches("log1p", "og1p"));
  t.notOk(matches("log1p", "log*q*"));
});

t.test("every other letter stands for itself, whatever it means elsewhere", async () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from("ab*.+?^${}()|[]\\")), maxLength: 6 });
  fc.assert(fc.property(text, text, (name, pattern) => matches(name, pattern) === means(pattern, name)));
  // What is like the name, but for stars.
  const holes = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(text, holes, (name, hole) => {
      const pattern = Array.from(name, (letter, k) => (hole[k] === true ? "*" : letter)).join("");
      return matches(name, pattern);
    }),
  );
});
