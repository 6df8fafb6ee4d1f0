/* Draws each chart when it comes near, from the numbers that stand beside it in the page, and saves tables and charts as files.
   Nothing is fetched, nothing moves, nothing hides in a hover. */
(function () {
  "use strict";
  var quiet = { staticPlot: true, responsive: true, displayModeBar: false, showTips: false };
  var waiting = new Map();
  document.querySelectorAll("script.figure").forEach(function (said) {
    waiting.set(document.getElementById(said.dataset.chart), said);
  });

  /* The chart library is large. It is read when the first chart is wanted, so that the page is there at once. */
  function library() {
    if (!window.Plotly) {
      var script = document.createElement("script");
      script.textContent = document.getElementById("library").textContent;
      document.head.appendChild(script);
    }
    return window.Plotly;
  }
  function draw(chart) {
    var said = waiting.get(chart);
    if (!said) return;
    waiting.delete(chart);
    var figure = JSON.parse(said.textContent);
    library().newPlot(chart, figure.data, figure.layout, quiet);
  }
  var near = new IntersectionObserver(function (seen) {
    seen.forEach(function (one) {
      if (one.isIntersecting) {
        near.unobserve(one.target);
        setTimeout(draw, 0, one.target);
      }
    });
  }, { rootMargin: "100px" });
  waiting.forEach(function (said, chart) { near.observe(chart); });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (folded) { folded.open = true; });
    Array.from(waiting.keys()).forEach(draw);
  });

  function cited(element) {
    var found = element.closest("section") && element.closest("section").querySelector(".cite");
    return found ? found.textContent.trim() : document.title;
  }
  function named(text, ending) {
    return text.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80) + ending;
  }
  function save(address, name) {
    var link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  }
  function button(says, of, work) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "save";
    made.textContent = says;
    made.setAttribute("aria-label", says + ": " + of);
    made.addEventListener("click", work);
    return made;
  }

  /* A table as lines of text. What begins like a formula gets a sign before it, so that a spreadsheet takes it for words. */
  function quoted(text) {
    var safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return '"' + safe.replace(/"/g, '""') + '"';
  }
  function grid(table) {
    var rows = [];
    Array.from(table.rows).forEach(function (row, r) {
      rows[r] = rows[r] || [];
      var c = 0;
      Array.from(row.cells).forEach(function (cell) {
        while (rows[r][c] !== undefined) c += 1;
        for (var i = 0; i < cell.rowSpan; i += 1) {
          rows[r + i] = rows[r + i] || [];
          for (var j = 0; j < cell.colSpan; j += 1) rows[r + i][c + j] = i ? "" : cell.textContent.trim();
        }
        c += cell.colSpan;
      });
    });
    return rows;
  }
  function lines(table) {
    var rows = grid(table), heads = table.tHead ? table.tHead.rows.length : 1;
    var head = rows[0].map(function (_, c) {
      return rows.slice(0, heads).map(function (row) { return row[c]; }).filter(Boolean).join(": ");
    });
    var body = [head].concat(rows.slice(heads), [[], [table.caption.textContent.trim()], [cited(table)]]);
    return "\ufeff" + body.map(function (row) { return row.map(quoted).join(","); }).join("\r\n") + "\r\n";
  }
  document.querySelectorAll("table").forEach(function (table) {
    var caption = table.caption.textContent.trim();
    table.parentElement.insertAdjacentElement("afterend", button("said:save_this_table", caption, function () {
      var address = URL.createObjectURL(new Blob([lines(table)], { type: "text/csv" }));
      save(address, named(caption, ".csv"));
      setTimeout(URL.revokeObjectURL, 10000, address);
    }));
  });

  /* A chart as a picture, with its caption over it and where it is from under it. */
  function wrapped(text) {
    var safe = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    return safe.replace(/(.{60,90}?)\s/g, "$1<br>");
  }
  document.querySelectorAll("figure").forEach(function (figure) {
    var chart = figure.querySelector(".chart"), caption = figure.querySelector("figcaption");
    if (!chart) return;
    var said = document.querySelector('script.figure[data-chart="' + chart.id + '"]');
    figure.appendChild(button("said:save_this_chart", caption.textContent.trim(), function () {
      var title = chart.closest("section").querySelector("h3").textContent.trim() + ". " + caption.textContent.trim();
      var drawn = JSON.parse(said.textContent), over = wrapped(title), under = wrapped(cited(chart)), margin = drawn.layout.margin || {};
      var above = 32 + 18 * over.split("<br>").length, below = 52 + 16 * under.split("<br>").length;
      drawn.layout.margin = Object.assign({}, margin, { t: (margin.t || 12) + above, b: (margin.b || 8) + below, l: 24, r: 30 });
      drawn.layout.title = { text: over, x: 0.02, xanchor: "left", y: 1, yanchor: "top", yref: "container", pad: { t: 22 }, font: { size: 14 } };
      drawn.layout.annotations = (drawn.layout.annotations || []).concat([{
        text: under, xref: "paper", yref: "paper", x: 0, y: 0, yanchor: "top", yshift: -44, xanchor: "left", align: "left",
        showarrow: false, font: { size: 11 }
      }]);
      var size = { format: "png", width: 900, height: chart.clientHeight + above + below, scale: 2 };
      library().toImage(drawn, size).then(function (address) { save(address, named(caption.textContent, ".png")); });
    }));
  });
})();
