// How a leaver certificate looks: a document on paper, on a screen as in print. No quotes stand in it: they would be escaped.
export const STYLE = `
  :root { color-scheme: light; font: 15px/1.5 Georgia, DejaVu Serif, serif; color: #23262c; background: #e9e4d8; }
  body { box-sizing: border-box; max-width: 50rem; margin: 2rem auto; padding: 3rem 3.5rem; background: #fffdf9; border: 1px solid #d9d1c0; }
  header { border-bottom: 2px solid #0d5c63; padding-bottom: .8rem; }
  .kicker { margin: 0; font: 600 .8rem/1.4 system-ui, sans-serif; letter-spacing: .08em; text-transform: uppercase; color: #0d5c63; }
  h1 { font-size: 1.7rem; line-height: 1.25; margin: .1rem 0 .5rem; }
  h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; break-after: avoid; }
  p { margin: .3rem 0; }
  code { font: .82rem/1.4 ui-monospace, DejaVu Sans Mono, monospace; overflow-wrap: anywhere; }
  .verdict { margin: 1.1rem 0 0; padding: .6rem .9rem; border-left: 4px solid #2a6437; background: #eef5ec; }
  .verdict.incomplete { border-color: #a02d26; background: #fae9e5; font-weight: 600; }
  dl { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: .2rem 1rem; margin: 0; }
  dt { color: #5c5f66; } dd { margin: 0; overflow-wrap: anywhere; }
  table { border-collapse: collapse; width: 100%; font-size: .93rem; }
  th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #d9d1c0; vertical-align: top; overflow-wrap: anywhere; }
  th { color: #5c5f66; font-weight: 400; white-space: nowrap; }
  td.state { white-space: nowrap; font-weight: 600; }
  tr.not_so .state { color: #a02d26; } tr.unreadable .state { color: #7d5200; } tr.off td { color: #5c5f66; }
  ul { margin: .3rem 0; padding-left: 1.2rem; }
  tr, li, dl, .verdict, .review { break-inside: avoid; }
  .review div { display: grid; grid-template-columns: 2fr 1fr 2fr; gap: 1.5rem; margin-top: 2.6rem; }
  .review span { border-top: 1px solid #23262c; padding-top: .2rem; font-size: .85rem; color: #5c5f66; }
  @media (max-width: 40rem) {
    body { margin: 0; padding: 1.2rem; border: 0; }
    dl, .review div { grid-template-columns: minmax(0, 1fr); }
    dt { margin-top: .4rem; }
    .review div { gap: 2.6rem; }
  }
  @page { size: A4; margin: 18mm 20mm; }
  @media print {
    :root { font-size: 10.5pt; background: none; }
    body { max-width: none; margin: 0; padding: 0; border: 0; background: none; }
    .verdict { print-color-adjust: exact; }
  }
`;
