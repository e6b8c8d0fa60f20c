// How the page looks: light or dark as the reader has it, in lines on a desk, stacked on a phone.

/** The style sheet. */
export const style = `
:root { color-scheme: light dark; --ink: #1c1f24; --soft: #59616d; --line: #d9dee4; --paper: #fff; --raised: #f5f7f9;
  --good: #14743f; --good-bg: #d9f2e3; --bad: #b3261e; --bad-bg: #fbdcd9; --open: #7a5300; --open-bg: #fbecc8;
  --focus: #1a5fd0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa4b1; --line: #343b45; --paper: #14171b;
  --raised: #1d2127; --good: #7ddba6; --good-bg: #163a27; --bad: #ff9a92; --bad-bg: #4a1c1a; --open: #f2c76b;
  --open-bg: #43340f; --focus: #7fb0ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 90rem; color: var(--ink); background: var(--paper);
  font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
h3 { font-size: .95rem; margin: 0 0 .5rem; } p { margin: .3rem 0; } .soft { color: var(--soft); }
ul, ol { list-style: none; margin: 0; padding: 0; }
button, select, input { font: inherit; color: inherit; }
button { cursor: pointer; border: 1px solid transparent; border-radius: 4px; background: none; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.good { color: var(--good); background: var(--good-bg); } .bad { color: var(--bad); background: var(--bad-bg); }
.open { color: var(--open); background: var(--open-bg); }
#engines { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(21rem, 100%), 1fr)); gap: .75rem; }
#engines > li { border: 1px solid var(--line); border-radius: 8px; padding: .6rem; }
.head { margin-bottom: .4rem; overflow-wrap: anywhere; } .head span { color: var(--soft); }
.boxes { display: grid; grid-template-columns: repeat(auto-fill, minmax(4.4rem, 1fr)); gap: .3rem; }
.box { display: grid; padding: .2rem .3rem; text-align: left; line-height: 1.25; }
.box span { font-size: .75rem; } .box small { font-size: .7rem; white-space: nowrap; } .box b { font-variant-numeric: tabular-nums; }
.box.soft { background: var(--raised); }
#filters { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: end;
  padding: .6rem 0; background: var(--paper); border-bottom: 1px solid var(--line); }
#filters label { display: grid; font-size: .75rem; color: var(--soft); }
#filters select, #filters input { font-size: .9rem; height: 2rem; padding: .25rem; border: 1px solid var(--line); border-radius: 4px;
  background: var(--raised); color: var(--ink); max-width: 11rem; min-width: 0; }
#filters .reset { border-color: var(--line); height: 2rem; padding: 0 .7rem; } #count { margin-left: auto; color: var(--soft); }
summary { cursor: pointer; margin: .8rem 0; font-weight: 600; }
#ops { overflow-x: auto; } table { border-collapse: collapse; font-size: .875rem; }
th, td { text-align: left; padding: .1rem .7rem .1rem 0; } th { font-weight: 600; } thead th { color: var(--soft); }
td button { padding: 0 .4rem; font-variant-numeric: tabular-nums; }
.key { font-size: .85rem; } .key .cell { display: inline-block; margin-right: .5rem; }
#heads { display: none; } .wide #heads { display: grid; font-size: .75rem; color: var(--soft); align-items: end; }
#heads b { grid-column: 1 / -1; flex-basis: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#heads .group { flex-wrap: wrap; } #heads .cell { background: none; }
#cases > li, #heads { border-bottom: 1px solid var(--line); padding: .35rem 0; }
.name { overflow-wrap: anywhere; min-width: 0; } .name b { font: .85rem ui-monospace, monospace; }
.group { display: flex; align-items: center; } .group .label { flex: 0 0 6.5rem; color: var(--soft); font-size: .8rem;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-right: .4rem; }
.cell { width: 24px; height: 24px; margin: 1px; padding: 0; font-size: .8rem; line-height: 22px; text-align: center;
  flex: none; border-radius: 4px; }
.cell[aria-expanded="true"] { border-color: currentColor; border-width: 2px; line-height: 20px; }
.is-pass { color: var(--good); background: var(--good-bg); }
.is-known { color: var(--open); background: var(--open-bg); }
.is-unsupported { color: var(--soft); background: var(--raised); }
.is-wrong, .is-nan, .is-throws, .is-modes-disagree, .is-unexpected-pass, .is-inconclusive { color: var(--bad);
  background: var(--bad-bg); }
.wide #cases > li, .wide #heads { display: grid; grid-template-columns: var(--columns); column-gap: 14px;
  align-items: center; }
.wide .group .label { display: none; } .wide .panel { grid-column: 1 / -1; }
#matrix:not(.wide) .group { margin-top: .2rem; } #matrix:not(.wide) .group.empty { display: none; }
#matrix:not(.wide) #cases .cell { width: 30px; height: 36px; line-height: 1.1; }
#matrix:not(.wide) #cases .cell::after { content: attr(data-mode); display: block; font-size: .65rem; opacity: .8; }
.panel { margin: .5rem 0; padding: .7rem; border: 1px solid var(--line); border-radius: 8px; background: var(--raised);
  min-width: 0; }
.panel strong { padding: .1rem .4rem; border-radius: 4px; }
dl { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .25rem .6rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
pre, code { font: .85rem/1.4 ui-monospace, monospace; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.copy { border-color: var(--line); font-size: .75rem; } #more { width: 100%; padding: .6rem; border-color: var(--line); }
[hidden] { display: none !important; }
@media (max-width: 30rem) { #filters { position: static; } #filters label { flex: 1 1 45%; }
  #filters select, #filters input { max-width: none; width: 100%; } dl { grid-template-columns: 4.2rem minmax(0, 1fr); }
  #matrix:not(.wide) .group .label { flex-basis: 5rem; } }
`;
