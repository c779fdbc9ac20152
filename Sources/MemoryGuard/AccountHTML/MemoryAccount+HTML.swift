import Foundation

extension MemoryAccount {
  /// The account as one HTML page that needs nothing else: data, style and script are within it, so that it opens from disk
  /// and without a network.
  public func html() -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="\(MemoryPage.policy)">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(MemoryPage.escaped(firmware)) on \(MemoryPage.escaped(target)): memory</title>
    <link rel="icon" href="data:,">
    <style>
    \(MemoryPage.style)
    </style>
    </head>
    <body>
    \(MemoryPage.body)
    <script type="application/json" id="account">\(MemoryPage.data(of: self))</script>
    <script>
    (() => {
    'use strict';
    \(MemoryPage.scripts.joined(separator: "\n"))
    })();
    </script>
    </body>
    </html>

    """
  }
}

/// The parts of the page that `MemoryAccount.html` puts together.
enum MemoryPage {
  /// Nothing may be fetched from anywhere; only what is in the page itself runs and styles it.
  static let policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    + "form-action 'none'"

  /// In the order in which they depend on each other.
  static let scripts = [pageScript, mapScript, tablesScript]

  /// The account's JSON and what the page draws from: the parts of each memory that are worth a picture.
  static func data(of account: MemoryAccount) -> String {
    struct Part: Encodable {
      var start: UInt64
      var end: UInt64
    }
    struct Data: Encodable {
      var account: MemoryAccount
      /// Of each memory.
      var axes: [[Part]]
    }
    let map = AccountMap(account)
    let axes = account.memories.map { memory in
      map.axis(of: memory).map { Part(start: $0.lowerBound, end: $0.upperBound) }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(Data(account: account, axes: axes)) else { return "{}" }
    // No `<`, `>` or `&` is left that could end the element; none of them is JSON's own, so all are within strings.
    return String(decoding: json, as: UTF8.self).replacingOccurrences(of: "&", with: "\\u0026")
      .replacingOccurrences(of: "<", with: "\\u003c").replacingOccurrences(of: ">", with: "\\u003e")
  }

  /// Text as it may stand in HTML, between tags or in a quoted attribute.
  static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }
}
