extension Stylesheet {
  /// What only administrators see: menu, tabs, rows of cards, and fields that are locked or revealed.
  static let administration = """
    .menu { width: 100%; max-width: 60rem; margin: 0 auto; padding: 0 1.25rem 0.75rem; }
    .menu ul, .tabs ul { display: flex; flex-wrap: wrap; gap: 0.35rem; list-style: none;
      margin: 0; padding: 0; }
    .menu a { display: inline-flex; align-items: center; min-height: 2.5rem;
      padding: 0.3rem 0.95rem; border-radius: 99px; color: var(--ink); text-decoration: none;
      font-weight: 600; }
    .menu a:hover { background: var(--sheet); color: var(--accent-strong); }
    .menu [aria-current] { background: var(--tint); color: var(--accent-strong); }
    .tabs { margin: 0.25rem 0 0; }
    .tabs a { display: inline-flex; align-items: center; min-height: 2.75rem; padding: 0.4rem 1.1rem;
      font-weight: 600; text-decoration: none; color: var(--ink); border-radius: 12px 12px 0 0;
      border: 1px solid transparent; border-bottom: 0; }
    .tabs [aria-current] { background: var(--sheet); border-color: var(--line);
      box-shadow: inset 0 3px 0 var(--accent); color: var(--accent-strong); }
    .tabs ul { padding-left: 1.25rem; margin-bottom: -1px; position: relative; }
    .head { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: center; }
    main > .head { margin-bottom: 1.1rem; }
    .head > h1, .head > h2 { margin-right: auto; overflow-wrap: anywhere; min-width: 0; }
    .head > .initials + h1 { margin-right: 0; }
    .trail { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-bottom: 0.6rem;
      color: var(--soft); }
    .trail a { display: inline-flex; align-items: center; min-height: 1.6rem; }
    .marks { display: flex; flex-wrap: wrap; gap: 0.35rem; }
    .mark.quiet { background: transparent; color: var(--soft); border: 1px solid var(--line); }
    .mark.bad { background: var(--bad-ground); color: var(--bad); }
    .initials { flex: none; width: 2.6rem; height: 2.6rem; border-radius: 50%; display: grid;
      place-items: center; background: var(--tint); color: var(--accent-strong); font-weight: 700;
      font-size: 0.95rem; }
    .rows { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line);
      border-radius: 12px; overflow: hidden; }
    .rows > * { display: flex; flex-wrap: wrap; gap: 0.5rem 0.9rem; align-items: center;
      padding: 0.75rem 1rem; position: relative; }
    .rows > * + * { border-top: 1px solid var(--line); }
    .rows > *:hover { background: var(--ground); }
    .rows .what { flex: 1 1 12rem; display: grid; gap: 0.05rem; min-width: 0; }
    .rows .lead { font-size: 0.95rem; }
    .rows a { color: var(--ink); text-decoration: none; overflow-wrap: anywhere; }
    .rows a:hover { text-decoration: underline; }
    .whole::after { content: ""; position: absolute; inset: 0; }
    .rows li:focus-within { outline: 3px solid var(--accent); outline-offset: -3px; }
    .rows li a:focus-visible { outline: none; }
    .pick { font-weight: 400; cursor: pointer; }
    .pick input { width: 1.3rem; height: 1.3rem; margin: 0; accent-color: var(--accent); }
    .pick:has(input:checked) { background: var(--tint); }
    fieldset { border: 0; margin: 0; padding: 0; min-width: 0; display: grid; gap: 0.6rem; }
    legend { padding: 0; margin-bottom: 0.35rem; }
    .empty { padding: 1.75rem 1rem; text-align: center; color: var(--soft); border-radius: 12px;
      border: 1px dashed var(--edge); }
    .pages { display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; align-items: center;
      justify-content: flex-end; }
    .pages a:first-child:not(.button) { min-height: 1.6rem; }
    .pair { display: grid; gap: 1.15rem 1.5rem; align-items: end;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
    input[readonly] { background: var(--ground); border-style: dashed; color: var(--ink); }
    .shown .name { font-weight: 600; }
    .shown .value { min-height: 2.9rem; padding: 0.55rem 0.8rem; border-radius: 9px;
      background: var(--ground); border: 1px dashed var(--edge); overflow-wrap: anywhere; }
    .reveals > .when-marked, .reveals > .when-unmarked { display: none; grid-column: 1 / -1;
      gap: 1.15rem; margin-top: 1rem; padding-left: 1.25rem;
      border-left: 3px solid var(--line); min-width: 0; }
    .reveals > input:checked ~ .when-marked, .reveals > input:not(:checked) ~ .when-unmarked {
      display: grid; }
    .check input:disabled + label { color: var(--soft); }
    .unsaved { color: var(--warn); background: var(--warn-ground); border-radius: 9px;
      padding: 0.6rem 0.9rem; }
    .sheet.plain { box-shadow: none; background: transparent; padding-block: 0.9rem; }
    .sheet.plain details { border: 0; padding: 0; }
    .sheet.plain summary { color: var(--bad); }
    @media (max-width: 30rem) {
      .menu { padding-inline: 0.5rem; }
      .menu a { padding-inline: 0.7rem; }
      .row { flex-wrap: wrap; }
      .row .field { flex: 1 1 100%; }
      .row > button { flex: 1 1 100%; }
      .tabs ul { padding-left: 0.5rem; }
      .rows > * { padding: 0.7rem 0.8rem; }
      .reveals > .when-marked, .reveals > .when-unmarked { padding-left: 0.75rem; }
    }
    @media (forced-colors: active) {
      .menu [aria-current], .tabs [aria-current] { border: 2px solid LinkText; }
    }

    """
}
