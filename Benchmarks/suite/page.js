// A click on a head sorts by its column; empty cells go last.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => head.addEventListener("click", () => {
    const down = head.dataset.order !== "down" && column > 0;
    heads.forEach((other) => delete other.dataset.order);
    head.dataset.order = down ? "down" : "up";
    const key = (row) => {
      const cell = row.cells[column];
      if (!cell) return null;
      if (cell.dataset.value === undefined) return cell.textContent;
      return cell.dataset.value === "" ? null : Number(cell.dataset.value);
    };
    const rows = [...table.tBodies[0].rows].map((row) => [key(row), row]);
    rows.sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null);
      const order = typeof a === "number" ? a - b : a.localeCompare(b);
      return down ? -order : order;
    });
    for (const [, row] of rows) table.tBodies[0].append(row);
  }));
}

// One of the metrics at a time.
const metrics = [...document.querySelectorAll("section.metric")];
const buttons = metrics.map((section) => {
  const button = document.createElement("button");
  button.textContent = section.querySelector("h3").textContent;
  button.addEventListener("click", () => show(section));
  document.getElementById("metrics").append(button);
  return button;
});
function show(chosen) {
  metrics.forEach((section, index) => {
    section.hidden = section !== chosen;
    buttons[index].setAttribute("aria-pressed", section === chosen);
  });
}
if (metrics.length > 0) show(metrics[0]);
