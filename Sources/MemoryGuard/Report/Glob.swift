/// A pattern for a whole name: `*` stands for any characters, `?` for one, and a backslash takes the next character as it
/// is.
struct Glob: Equatable, Sendable {
  private enum Element: Equatable {
    case any, one
    case scalar(Unicode.Scalar)
  }

  /// As it was written.
  let text: String
  private let elements: [Element]

  init(_ text: String) {
    self.text = text
    var elements: [Element] = []
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        elements.append(.scalar(scalar))
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "*" {
        if elements.last != .any { elements.append(.any) }
      } else {
        elements.append(scalar == "?" ? .one : .scalar(scalar))
      }
    }
    if isEscaped { elements.append(.scalar("\\")) }
    self.elements = elements
  }

  /// A pattern for this name. What cannot be written on a line of a file, or would act on a terminal, becomes `?`.
  static func escaping(_ name: String) -> String {
    var text = String.UnicodeScalarView()
    let scalars = Array(name.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let isOutside = index == 0 || index == scalars.count - 1
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: text.append("?")
      case _ where isOutside && scalar.properties.isWhitespace: text.append("?")
      default:
        if scalar == "*" || scalar == "?" || scalar == "\\" { text.append("\\") }
        text.append(scalar)
      }
    }
    return String(text)
  }

  /// Takes at most as many steps as the pattern's length times the name's.
  func matches(_ name: String) -> Bool {
    let name = Array(name.unicodeScalars)
    var (element, position) = (0, 0)
    // Where to go on if what follows the last `*` does not fit: it then stands for one character more.
    var retry: (element: Int, position: Int)?
    while position < name.count {
      if element < elements.count {
        switch elements[element] {
        case .any:
          retry = (element + 1, position)
          element += 1
          continue
        case .one:
          (element, position) = (element + 1, position + 1)
          continue
        case .scalar(name[position]):
          (element, position) = (element + 1, position + 1)
          continue
        case .scalar: break
        }
      }
      guard let last = retry else { return false }
      retry = (last.element, last.position + 1)
      (element, position) = (last.element, last.position + 1)
    }
    return elements[element...].allSatisfy { $0 == .any }
  }
}
