// The page in a browser: its filters, its keys, its look on a phone, and that it asks nobody for anything.
import t from "tap";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import type { ConformResult } from "../result.js";
import { large, small } from "./fixtures/result.js";
import { page as pageOf } from "./page.js";

const script = readFileSync(new URL("client/main.js", import.meta.url), "utf8");
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env["CHROMIUM"] ?? "", ...browsers].find((file) => existsSync(file));
// A machine of the CI has a browser: that it has none is a failure there, and a line to read elsewhere.
const isExcused = executablePath === undefined && process.env["CI"] === undefined;

t.test(
  "in a browser",
  isExcused ? { skip: "no Chromium here: apt-get install chromium, or name one in CHROMIUM" } : {},
  async (t) => {
    const browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
    t.teardown(() => browser.close());
    const folder = t.testdir();

    /** The page of a run, opened as a file; `complaints` has all that the console said and all that was asked for. */
    const opened = async (run: ConformResult, width: number, hash = "", rest: object = {}) => {
      const file = join(folder, "index.html");
      writeFileSync(file, pageOf(run, script));
      const page = await browser.newPage({ viewport: { width, height: 740 }, ...rest });
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("request", (request) => {
        if (!request.url().startsWith("file:") && !request.url().startsWith("data:"))
          complaints.push(request.url());
      });
      await page.goto(pathToFileURL(file).href + hash);
      return { page, complaints };
    };
    const count = (page: Page): Promise<string | null> => page.textContent("#count");
    const focused = (page: Page): Promise<string> =>
      page.evaluate<string>("document.activeElement.getAttribute('aria-label')");

    await t.test("shows a row for each case, and each engine beside it", async (t) => {
      const { page, complaints } = await opened(small, 1280);
      t.equal(await count(page), "7 of 7 cases");
      t.equal(await page.locator("#cases > li").count(), 7);
      t.match(
        await page.textContent("#engines"),
        /gone.*did not run: it is not installed: npm i <gone> & co/,
      );
      t.match(
        await page.getByRole("button", { name: "wrong, reverse: 0 of 6 right" }).textContent(),
        "reverse✗ 50 / 6",
      );
      t.same(complaints, []);
      await page.close();
    });

    await t.test(
      "filters by engine, mode, status, level, op and words, and keeps that in the address",
      async (t) => {
        const { page, complaints } = await opened(small, 1280);
        const ids = async (): Promise<string[]> => page.locator("#cases > li .name b").allTextContents();
        const asked: [string, string, string[]][] = [
          ["engine", "right", ["sine"]],
          ["status", "failing", ["sine", "root", "tie", "kink", "noise"]],
          ["status", "known", ["twice"]],
          ["level", "subgradient", ["tie", "kink"]],
          ["op", "abs", ["kink", "noise"]],
          ["mode", "forward", ["sine"]],
        ];
        for (const [name, value, expected] of asked) {
          await page.selectOption(`select[name=${name}]`, value);
          t.same(await ids(), expected, `${name} ${value}`);
          t.match(page.url(), `#${name}=${value}`);
          await page.getByRole("button", { name: "reset" }).click();
          t.equal(await count(page), "7 of 7 cases");
        }
        await page.fill("input[name=text]", "SIN  ine");
        t.same(await ids(), ["sine"], "all words must be found");
        await page.close();
        const again = await opened(small, 1280, "#level=infinite&nonsense=1&op=none");
        t.equal(await count(again.page), "1 of 7 cases", "an address is a view");
        t.same([...complaints, ...again.complaints], []);
        await again.page.close();
      },
    );

    await t.test("opens a failing cell: what was due, what came, the program and the command", async (t) => {
      const { page, complaints } = await opened(small, 1280);
      await page.getByRole("button", { name: "sine, wrong, reverse: wrong" }).click();
      const panel = page.locator(".panel");
      const text = (await panel.innerText()).replace(/\s+/g, " ");
      t.match(text, 'why x is 0.5 | not 0.077 <b>&" #so', "what looks like HTML is text");
      t.match(text, "expected x = 0.077 came x = 0.5 program f(x) = sin(x) · x at x = 2");
      t.match(text, "again dualtape conform --engine wrong --mode reverse --only sine");
      await page.getByRole("button", { name: "twice, wrong, reverse: known" }).click();
      t.equal(await panel.count(), 1, "one at a time");
      t.match(await panel.innerText(), /known: .*\(throws\)/);
      t.equal(await panel.getByRole("link").getAttribute("href"), "https://example.org/issues/1");
      t.same(complaints, []);
      await page.close();
    });

    await t.test("is worked by the keyboard alone", async (t) => {
      const { page, complaints } = await opened(small, 1280);
      await page.locator("#filters .reset").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      t.equal(await focused(page), "sine, right, value: pass", "one stop for all cells");
      const ways: [string, string][] = [
        ["End", "sine, wrong, reverse: wrong"],
        ["ArrowLeft", "sine, wrong, value: throws"],
        ["ArrowRight", "sine, wrong, reverse: wrong"],
        ["ArrowDown", "root, wrong, reverse: nan"],
        ["ArrowUp", "sine, wrong, reverse: wrong"],
        ["Home", "sine, right, value: pass"],
        ["ArrowLeft", "sine, right, value: pass"],
        ["ArrowDown", "root, wrong, reverse: nan"],
      ];
      for (const [key, label] of ways) {
        await page.keyboard.press(key);
        t.equal(await focused(page), label, key);
      }
      await page.keyboard.press("Enter");
      t.equal(await page.locator(".panel").count(), 1);
      t.equal(await page.locator('[aria-expanded="true"]').count(), 1);
      await page.keyboard.press("Escape");
      t.equal(await page.locator(".panel").count(), 0);
      t.equal(await focused(page), "root, wrong, reverse: nan");
      t.same(complaints, []);
      await page.close();
    });

    await t.test("tells by op how each engine fares, and a click leads to those cases", async (t) => {
      const { page, complaints } = await opened(small, 1280);
      await page.locator("#by-op summary").click();
      t.same(await page.locator("#ops tbody th").allTextContents(), [
        "abs",
        "det",
        "exp",
        "max",
        "mul",
        "sin",
        "sqrt",
      ]);
      await page.getByRole("button", { name: "abs on wrong: 0 right, 2 failing, 0 known" }).click();
      t.equal(await count(page), "2 of 7 cases");
      t.match(page.url(), /#engine=wrong&status=failing&op=abs/);
      t.same(complaints, []);
      await page.close();
    });

    await t.test("fits a phone in both schemes, with a cell open", async (t) => {
      for (const colorScheme of ["light", "dark"]) {
        const { page, complaints } = await opened(large(100), 360, "", { colorScheme });
        for (const summary of await page.locator("summary").all()) await summary.click();
        await page.locator("#cases .cell.is-wrong").first().click();
        t.equal(await page.evaluate("document.documentElement.scrollWidth"), 360, colorScheme);
        const background = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
        t.equal(background, colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 27)");
        t.same(complaints, []);
        await page.close();
      }
    });

    await t.test("makes no more rows of thousands than are looked at", async (t) => {
      const { page, complaints } = await opened(large(4000), 1280);
      const rows = page.locator("#cases > li");
      t.equal(await count(page), "4000 of 4000 cases");
      t.ok((await rows.count()) <= 180);
      await page.evaluate("scrollTo(0, document.body.scrollHeight)");
      await rows.nth(100).waitFor();
      await page.fill("input[name=text]", "sin 123");
      t.ok((await rows.count()) <= 180);
      t.match(await rows.first().innerText(), /^sin-of-.*123/);
      t.same(complaints, []);
      await page.close();
    });
  },
);
