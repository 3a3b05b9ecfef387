/// The one stylesheet of all pages: light and dark, phone to desktop, screen and paper.
///
/// Colours are pairs of at least 4.5:1 (WCAG 2.1, 1.4.3), borders of controls and focus rings of at least
/// 3:1 (1.4.11). Sizes are in rem, so that a reader's own text size holds.
enum Stylesheet {
  static let text = palette + page + forms + lists + administration + small + print

  private static let palette = """
    :root {
      color-scheme: light dark;
      --ground: #eef2f1; --sheet: #ffffff; --ink: #17232b; --soft: #4c5a63;
      --line: #d3dbdb; --edge: #74838b; --accent: #0f6a63; --accent-strong: #0a4f4a;
      --on-accent: #ffffff; --tint: #e3f1ef;
      --bad: #a3211b; --bad-ground: #fdeeec; --good: #17603a; --good-ground: #e8f5ec;
      --warn: #704600; --warn-ground: #fdf3df;
      --shadow: 0 1px 2px rgb(16 32 40 / 8%), 0 12px 32px rgb(16 32 40 / 8%);
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #10171b; --sheet: #192328; --ink: #e9eff0; --soft: #aebbc0;
        --line: #2e3b41; --edge: #7d8f96; --accent: #7fd6ca; --accent-strong: #a6e6dd;
        --on-accent: #06231f; --tint: #1d3333;
        --bad: #ffb3ab; --bad-ground: #3a1c1a; --good: #9be0b5; --good-ground: #17301f;
        --warn: #f2cd86; --warn-ground: #33290f;
        --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px rgb(0 0 0 / 30%);
      }
    }

    """

  private static let page = """
    *, *::before, *::after { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body {
      margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column;
      background: var(--ground); color: var(--ink);
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans",
        sans-serif;
    }
    h1, h2, h3 { line-height: 1.25; margin: 0; letter-spacing: -0.01em; }
    h1 { font-size: 1.6rem; text-wrap: balance; } h2 { font-size: 1.2rem; } h3 { font-size: 1rem; }
    p { margin: 0; }
    a { color: var(--accent); text-underline-offset: 0.18em; }
    a:hover { color: var(--accent-strong); text-decoration-thickness: 2px; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
    code {
      font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
      font-size: 1em;
    }
    .skip { position: absolute; left: -999rem; top: 0; padding: 0.6rem 1rem;
      background: var(--sheet); z-index: 1; }
    .skip:focus { left: 0.5rem; top: 0.5rem; }
    .bar { display: flex; align-items: center; gap: 0.5rem 1.25rem; flex-wrap: wrap;
      width: 100%; max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem; }
    .bar.narrow { max-width: 29rem; padding-top: clamp(1rem, 7vh, 4.5rem); }
    .brand { display: inline-flex; align-items: center; gap: 0.6rem; font-weight: 650;
      font-size: 1.15rem; color: var(--ink); text-decoration: none; }
    .brand img { width: 2.1rem; height: 2.1rem; }
    .brand:hover { color: var(--ink); text-decoration: underline; }
    .who { margin-left: auto; color: var(--soft); overflow-wrap: anywhere; }
    main { flex: 1; width: 100%; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
    main:focus { outline: none; }
    main.narrow { max-width: 29rem; }
    main.wide { max-width: 60rem; }
    .sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: 16px;
      box-shadow: var(--shadow); padding: 2rem; display: grid; gap: 1.35rem; }
    .sheet + .sheet { margin-top: 1.5rem; }
    .lead { color: var(--soft); overflow-wrap: anywhere; }
    .intro { display: grid; gap: 0.7rem; }
    .notice { border-radius: 10px; border: 1px solid currentcolor; padding: 0.8rem 1rem;
      display: grid; gap: 0.15rem; overflow-wrap: anywhere; }
    .notice.bad { color: var(--bad); background: var(--bad-ground); }
    .notice.good { color: var(--good); background: var(--good-ground); }
    .notice.warn { color: var(--warn); background: var(--warn-ground); }
    .notice.plain { color: var(--ink); background: var(--tint); border-color: var(--line); }
    .foot { color: var(--soft); width: 100%; max-width: 60rem; margin: 0 auto;
      padding: 0 1.25rem 1.5rem; display: flex; gap: 0.4rem 1.25rem; flex-wrap: wrap;
      justify-content: center; font-size: 0.92rem; }
    .foot ul { display: flex; gap: 0.4rem 1rem; list-style: none; margin: 0; padding: 0; }
    .foot [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
    .aside { display: grid; gap: 0.5rem; justify-items: center; text-align: center;
      margin-top: 1.25rem; }

    """

  private static let forms = """
    form { display: grid; gap: 1.15rem; margin: 0; }
    .field { display: grid; gap: 0.35rem; min-width: 0; }
    label, legend { font-weight: 600; }
    .hint { color: var(--soft); font-size: 0.92rem; }
    .fault { color: var(--bad); font-size: 0.95rem; font-weight: 600; }
    input[type="text"], input[type="password"], input[type="search"], select {
      width: 100%; min-height: 2.9rem; padding: 0.55rem 0.8rem; font: inherit;
      color: var(--ink); background: var(--sheet); border: 1px solid var(--edge);
      border-radius: 9px; }
    input:focus-visible, select:focus-visible { outline: 3px solid var(--accent);
      outline-offset: 1px; border-radius: 9px; }
    input[aria-invalid="true"], select[aria-invalid="true"] { border: 2px solid var(--bad); }
    input.code { font-size: 1.45rem; letter-spacing: 0.18em; font-variant-numeric: tabular-nums;
      font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    input.long { letter-spacing: 0.04em;
      font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    .check { display: grid; grid-template-columns: auto 1fr; gap: 0.1rem 0.7rem;
      align-items: center; }
    .check input { width: 1.3rem; height: 1.3rem; margin: 0; accent-color: var(--accent); }
    .check .hint { grid-column: 2; }
    .row { display: flex; gap: 0.6rem; align-items: end; }
    .row .field { flex: 1; }
    .buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; }
    button, .button { display: inline-flex; justify-content: center; align-items: center;
      min-height: 2.9rem; padding: 0.55rem 1.35rem; font: inherit; font-weight: 600;
      border-radius: 9px; border: 1px solid var(--accent); background: var(--accent);
      color: var(--on-accent); cursor: pointer; text-decoration: none; text-align: center; }
    button:hover, .button:hover { background: var(--accent-strong);
      border-color: var(--accent-strong); color: var(--on-accent); }
    button.second, .button.second { background: transparent; color: var(--accent); }
    button.second:hover, .button.second:hover { background: var(--tint);
      color: var(--accent-strong); }
    button.danger { background: transparent; color: var(--bad); border-color: var(--bad); }
    button.danger:hover { background: var(--bad-ground); color: var(--bad); }
    button.small { min-height: 2.5rem; padding: 0.3rem 0.95rem; }
    form.wide-button > button { width: 100%; }
    details { border-top: 1px solid var(--line); padding-top: 1.1rem; }
    summary { cursor: pointer; font-weight: 600; color: var(--accent); padding: 0.2rem 0; }
    details[open] > summary { margin-bottom: 0.9rem; }

    """

  private static let lists = """
    .steps { list-style: none; counter-reset: step; margin: 0; padding: 0; display: grid;
      gap: 1.5rem; }
    .steps > li { counter-increment: step; display: grid; gap: 0.9rem; padding-left: 2.9rem;
      position: relative; min-width: 0; }
    .steps > li::before { content: counter(step); position: absolute; left: 0; top: -0.15rem;
      width: 1.95rem; height: 1.95rem; border-radius: 50%; display: grid; place-items: center;
      background: var(--tint); color: var(--accent-strong); font-weight: 700; }
    .qr { width: 13rem; height: 13rem; max-width: 100%; background: #ffffff; padding: 0;
      border: 1px solid var(--line); border-radius: 12px; display: block; }
    .key { display: inline-block; padding: 0.5rem 0.75rem; border-radius: 9px;
      background: var(--tint); overflow-wrap: anywhere; word-spacing: 0.1em; user-select: all; }
    .codes { list-style: none; margin: 0; padding: 1rem; display: grid; gap: 0.55rem 1.5rem;
      grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); background: var(--tint);
      border-radius: 12px; font-size: 1.08rem; }
    .codes code { white-space: nowrap; }
    .cards { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.9rem; }
    .cards > li { border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.15rem;
      display: flex; flex-wrap: wrap; gap: 0.9rem 1.5rem; align-items: center; }
    .cards .what { flex: 1 1 16rem; display: grid; gap: 0.35rem; min-width: 0; }
    .what h3 { display: flex; flex-wrap: wrap; gap: 0.3rem 0.6rem; align-items: center; }
    .mark { font-size: 0.85rem; font-weight: 600; padding: 0.1rem 0.6rem; border-radius: 99px;
      background: var(--tint); color: var(--accent-strong); }
    dl { margin: 0; display: grid; grid-template-columns: auto 1fr; gap: 0.1rem 0.9rem; }
    dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
    .options { display: grid; gap: 0.9rem; }
    .option { display: grid; gap: 0.2rem; justify-items: start; }
    .state { font-weight: 700; } .state.on { color: var(--good); }

    """

  private static let small = """
    @media (max-width: 30rem) {
      main { padding-inline: 0.9rem; }
      main { padding-top: 0.25rem; }
      .sheet { padding: 1.35rem 1.15rem; border-radius: 14px; }
      .bar, .bar.narrow { padding: 0.8rem 0.9rem; }
      .who { margin-left: 0; flex-basis: 100%; order: 3; }
      .bar form { margin-left: auto; }
      .steps > li { padding-left: 2.5rem; }
      .buttons > button, .buttons > .button { flex: 1 1 100%; }
      .cards form, .cards form button { width: 100%; }
    }
    @media (forced-colors: active) {
      button, .button { border: 2px solid ButtonText; }
      .steps > li::before { border: 1px solid CanvasText; }
    }

    """

  private static let print = """
    @media print {
      :root { color-scheme: light; --ground: #fff; --sheet: #fff; --ink: #000; --soft: #000;
        --line: #888; --tint: #fff; --accent: #000; --bad: #000; --bad-ground: #fff; }
      .skip, .foot, .bar form, form, .no-print { display: none !important; }
      .sheet { border: 0; box-shadow: none; padding: 0; }
      .codes { border: 1px solid #888; grid-template-columns: repeat(2, max-content);
        gap: 0.55rem 3rem; }
      main.narrow, .bar.narrow { max-width: none; padding: 0 0 1rem; }
      .codes li { break-inside: avoid; }
    }

    """
}
