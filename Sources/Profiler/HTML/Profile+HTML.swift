extension Profile {
  /// The profile as one HTML page that needs nothing else: data, style and script are within it, so that it opens from
  /// disk and without a network. It shows the source of those files in `sources` that the profile speaks of.
  ///
  /// A view can be linked: `#search=WORDS`, `#function=NAME`, `#file=PATH&line=NUMBER`, `#view=source` or
  /// `disassembly`, `#table=functions` or `lines`, `#theme=light` or `dark`, joined by `&`.
  public func html(sources: SourceText) -> String {
    let data = HTMLReport.data(of: self, sources: sources)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTMLReport.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(HTMLReport.escaped(firmware)) on \(HTMLReport.escaped(target)): profile</title>
      <link rel="icon" href="data:,">
      <style>
      \(HTMLReport.style)
      \(HTMLReport.sectionStyle)
      </style>
      </head>
      <body>
      \(HTMLReport.body)
      <script type="application/json" id="profile">\(data)</script>
      <script>
      (() => {
      'use strict';
      \(HTMLReport.scripts.joined(separator: "\n"))
      })();
      </script>
      </body>
      </html>

      """
  }
}

/// The parts of the page that `Profile.html` puts together.
enum HTMLReport {
  /// Nothing may be fetched from anywhere; only what is in the page itself runs and styles it.
  static let policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    + "form-action 'none'"

  /// In the order in which they depend on each other.
  static let scripts = [
    dataScript, elementsScript, tableScript, overviewScript, flameScript, flameEventsScript, timelineScript, codeScript,
    tablesScript, startScript,
  ]

  /// Text as it may stand in HTML, between tags or in a quoted attribute.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
