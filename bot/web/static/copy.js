// Copies the citation. Without this script the text can still be selected by hand.
(function () {
  "use strict";
  var button = document.getElementById("copy");
  var citation = document.getElementById("citation");
  var status = document.getElementById("copied");
  if (!button || !citation || !status) return;

  function select() {
    var range = document.createRange();
    range.selectNodeContents(citation);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function say(hasCopied) {
    status.textContent = hasCopied ? "已复制，可以粘贴到报告里了。" : "已选中，请长按或按 Ctrl+C 复制。";
  }

  // WeChat's browser has no clipboard API outside https: select, then the old command.
  function copyBySelection() {
    select();
    var hasCopied = false;
    try {
      hasCopied = document.execCommand("copy");
    } catch (error) {
      hasCopied = false;
    }
    say(hasCopied);
  }

  button.hidden = false;
  document.getElementById("copy-hint").hidden = true;
  button.addEventListener("click", function () {
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(citation.textContent).then(function () { say(true); }, copyBySelection);
    } else {
      copyBySelection();
    }
  });
})();
