/// A part of the assembly syntax of a row: text, or an operand that was in braces.
enum SyntaxPiece: Sendable, Equatable {
  case text([UInt8])
  /// `{c}`: the condition inside an IT block; `{cond}`: the instruction's own.
  case blockCondition, condition
  /// `{S}`: "s" if the flags are written.
  case setsFlags
  /// `{d}` `{n}` `{m}` `{a}`: a core register; `{dOrFlags}`: APSR_nzcv instead of pc.
  case core(Role), coreOrFlags
  /// `{Sd}` `{Dd}` `{Fd}` …: a single, a double, or what `z` says; `{Sn+1}` the register after Sn.
  case floatingPoint(Role, FloatingPointRegister), nextSingle
  /// `{x}`: the immediate in hexadecimal; `{i}`: in decimal; `{amount}`: the shift amount.
  case hexadecimal, decimal, amount
  /// `{shift}`: a comma and the shift, if there is one.
  case shift
  /// `{width}` `{widthDecimal}`: width of a bit field.
  case width, widthDecimal
  /// `{address}` `{addressDecimal}`: base and offset; `{literal}`: the same with the offset even if 0; `{index}`: base
  /// and shifted register; `{coprocessorAddress}`: as LDC has it, with its option field; `{!}`: "!" if the base is written back.
  case address, addressDecimal, literal, index, coprocessorAddress, writeBack
  /// `{list}` `{listS}` `{listD}`: the registers of a multiple transfer.
  case coreList, singleList, doubleList
  /// `{target}`: where a branch goes; `{label}`: the address ADR makes.
  case target, label
  /// `{it}`: the then/else letters.
  case thenElse
  /// `{barrier}` `{isb}` `{effect}` `{masks}` `{sys}` `{sysMask}`: named immediates.
  case barrier, instructionBarrier, changeEffect, interruptMasks, specialRegister, specialRegisterMask
  /// `{z}`: 32 or 64; `{fixed}`: type of a fixed-point operand; `{float}`: a VMOV constant.
  case precision, fixedPointType, floatConstant
  /// `{p}`: a coprocessor; `{=o}`: the field `o` in decimal, `{x=o}` in hexadecimal; `{l}`: "l" in the long form of LDC
  /// and STC.
  case coprocessor, field(Character), hexadecimalField(Character), long

  enum Role: Character, Sendable {
    case d = "d"
    case n = "n"
    case m = "m"
    case a = "a"
  }
}

/// Assembly syntax of a row.
struct Syntax: Sendable {
  var pieces: [SyntaxPiece] = []

  init(_ notation: String, row: String) throws(EncodingNotationError) {
    var rest = Substring(notation)
    while let open = rest.firstIndex(of: "{") {
      if open != rest.startIndex { pieces.append(.text(Array(rest[..<open].utf8))) }
      guard let close = rest[open...].firstIndex(of: "}") else {
        throw EncodingNotationError(row: row, notation: notation, problem: "'{' without '}'")
      }
      let name = rest[rest.index(after: open)..<close]
      guard let piece = Self.piece(named: name) else {
        throw EncodingNotationError(row: row, notation: notation, problem: "unknown operand '\(name)'")
      }
      pieces.append(piece)
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.text(Array(rest.utf8))) }
  }

  /// The floating-point registers among the operands, by role.
  var floatingPointRegisters: [(role: Character, register: FloatingPointRegister)] {
    pieces.compactMap { piece in
      switch piece {
      case .floatingPoint(let role, let register): (role.rawValue, register)
      case .singleList: ("d", .single)
      case .doubleList: ("d", .double)
      default: nil
      }
    }
  }

  private static func piece(named name: Substring) -> SyntaxPiece? {
    if let piece = named[name] { return piece }
    if name.hasPrefix("x="), let field = name.last { return .hexadecimalField(field) }
    guard name.count == 2, let first = name.first, let last = name.last else { return nil }
    if first == "=" { return .field(last) }
    guard let role = SyntaxPiece.Role(rawValue: last) else { return nil }
    switch first {
    case "S": return .floatingPoint(role, .single)
    case "D": return .floatingPoint(role, .double)
    case "F": return .floatingPoint(role, .byPrecision)
    default: return nil
    }
  }

  private static let named: [Substring: SyntaxPiece] = [
    "c": .blockCondition, "cond": .condition, "S": .setsFlags, "d": .core(.d), "n": .core(.n), "m": .core(.m),
    "a": .core(.a), "dOrFlags": .coreOrFlags, "Sn+1": .nextSingle, "x": .hexadecimal, "i": .decimal, "amount": .amount,
    "shift": .shift, "width": .width, "widthDecimal": .widthDecimal, "address": .address,
    "addressDecimal": .addressDecimal, "literal": .literal, "index": .index,
    "coprocessorAddress": .coprocessorAddress, "!": .writeBack, "list": .coreList,
    "listS": .singleList, "listD": .doubleList, "target": .target, "label": .label, "it": .thenElse,
    "barrier": .barrier, "isb": .instructionBarrier, "effect": .changeEffect, "masks": .interruptMasks,
    "sys": .specialRegister, "sysMask": .specialRegisterMask, "z": .precision, "fixed": .fixedPointType,
    "float": .floatConstant, "p": .coprocessor, "l": .long,
  ]
}
