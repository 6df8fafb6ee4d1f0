/* Draws each chart from the numbers that stand beside it in the page. Nothing is fetched, nothing moves, nothing hides in a hover. */
(function () {
  "use strict";
  var quiet = { staticPlot: true, responsive: true, displayModeBar: false, showTips: false };
  document.querySelectorAll("script.figure").forEach(function (said) {
    var figure = JSON.parse(said.textContent);
    Plotly.newPlot(document.getElementById(said.dataset.chart), figure.data, figure.layout, quiet);
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (folded) { folded.open = true; });
  });
})();
