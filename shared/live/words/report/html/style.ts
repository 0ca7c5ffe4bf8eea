/** The look of the report's page: dark or light as the reader's system is, and ink on paper; every pair of colours is AA. */

/** One style sheet without anything from outside. */
export const pageStyle = `
:root{color-scheme:dark;--back:#0b0d12;--card:#12151c;--line:#343c4a;--text:#f2f4f8;--muted:#aeb6c4;--accent:#6ea8ff;--good:#3dd68c;--weak:#f5b83d;--bad:#ff6b72;--off:#5b6475}
@media (prefers-color-scheme:light){:root{color-scheme:light;--back:#f4f6fa;--card:#fff;--line:#d0d6e0;--text:#12161f;--muted:#4a5364;--accent:#1f5fd0;--good:#0c6b3c;--weak:#7d5200;--bad:#b81d29;--off:#747d8d}}
*{box-sizing:border-box}
body{margin:0;padding:24px;background:var(--back);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1040px;margin:0 auto;display:grid;gap:20px}
h1{font-size:1.6rem;line-height:1.3;margin:0;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:0 0 10px}
h3{font-size:1rem;margin:0 0 6px;overflow-wrap:anywhere}
p{margin:0 0 8px}
.muted{color:var(--muted)}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;min-width:0}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
svg{display:block;width:100%;min-width:640px;height:auto;font:11px system-ui,sans-serif}
svg text{fill:var(--muted)}
svg .name{fill:var(--text)}
.grid{stroke:var(--line)}
.rate{fill:none;stroke:var(--accent);stroke-width:1.5}
.good{fill:var(--good)}.weak{fill:var(--weak)}.bad{fill:var(--bad)}.off{fill:var(--off)}.file{fill:var(--accent)}
.gap{fill:var(--card);stroke:var(--bad);stroke-width:1.5;stroke-dasharray:3 2}
.flag{fill:var(--weak)}.mark{fill:var(--accent)}
table{width:100%;border-collapse:collapse;margin:0 0 12px}section>:last-child,.each>div>:last-child{margin-bottom:0}
th,td{padding:5px 12px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{font-weight:600;color:var(--muted)}
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:10px 16px;margin:0 0 12px}
dt{color:var(--muted);font-size:.85rem}
dd{margin:0;font-weight:600;overflow-wrap:anywhere}
ol,ul{margin:0;padding-left:1.3em;display:grid;gap:10px}
.each{display:grid;gap:18px}
@media print{:root{color-scheme:light;--back:#fff;--card:#fff;--line:#999;--text:#000;--muted:#333;--accent:#1f5fd0;--good:#0c6b3c;--weak:#7d5200;--bad:#b81d29;--off:#747d8d}body{padding:0;font-size:11pt}section{break-inside:avoid;border-color:#999}.scroll{overflow:visible}svg{min-width:0;print-color-adjust:exact;-webkit-print-color-adjust:exact}section.long{break-inside:auto}tr{break-inside:avoid}}
`;
