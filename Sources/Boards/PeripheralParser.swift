/// A register as a file describes it, before the names in `follows` are looked up.
struct RegisterDescription {
  var register: StubRegister
  /// Source register (name or offset), when, set.
  var follows: [(source: YAMLValue, when: UInt32, set: UInt32)]
  var transmitsFromMemory: (address: YAMLValue, count: YAMLValue)?
  var place: Place
}

extension BoardParser {
  mutating func parseRegisterSets(_ value: YAMLValue?) throws(BoardFileError) {
    guard let value else { return }
    for item in try value.list() {
      let set = try item.named("register set").mapping(keys: ["name", "registers"])
      let name = try set.require("name").string()
      if registerSets[name] != nil {
        throw set.place.error(.duplicate, "there are two register sets called '\(name)'")
      }
      registerSets[name] = try parseRegisters(set.require("registers"))
    }
  }

  func parsePeripheral(_ value: YAMLValue) throws(BoardFileError) -> Located<Peripheral> {
    let item = try value.named("peripheral")
      .mapping(keys: ["name", "base", "size", "registers", "model", "interrupts"])
    let name = try item.require("name").string()
    if peripherals.contains(where: { $0.value.name == name && $0.place.file == item.place.file }) {
      throw item.place.error(.duplicate, "there are two peripherals called '\(name)'")
    }
    let (base, size) = try parseExtent(item)
    let model: Peripheral.Model
    if let kind = item["model"] {
      model = try parseModel(kind, item)
    } else {
      model = .stub(registers: try parseStub(item["registers"], size: size, peripheral: name))
    }
    return Located(value: Peripheral(name: name, base: base, size: size, model: model), place: item.place)
  }

  private func parseModel(_ kind: YAMLValue, _ item: YAMLMapping) throws(BoardFileError) -> Peripheral.Model {
    enum Model: String, CaseIterable {
      case uart = "cmsdk-uart"
      case timer = "cmsdk-timer"
      case dualTimer = "cmsdk-dual-timer"
    }
    if let registers = item["registers"] {
      throw registers.place.error(.unknownKey, "registers: a peripheral has either registers or a model")
    }
    let interrupts = try item.require("interrupts")
    switch try kind.choice(Model.self) {
    case .uart:
      let map = try interrupts.mapping(keys: ["transmit", "receive", "overflow"])
      return .cmsdkUART(
        transmit: Int(try map.require("transmit").integer(in: 0...239)),
        receive: Int(try map.require("receive").integer(in: 0...239)),
        overflow: try map["overflow"].map { (value) throws(BoardFileError) in Int(try value.integer(in: 0...239)) }
          ?? -1)
    case .timer:
      return .cmsdkTimer(
        interrupt: Int(try interrupts.mapping(keys: ["timer"]).require("timer").integer(in: 0...239)))
    case .dualTimer:
      return .cmsdkDualTimer(
        interrupt: Int(try interrupts.mapping(keys: ["timer"]).require("timer").integer(in: 0...239)))
    }
  }

  /// `registers` is the name of a register set, or a list of registers.
  private func parseStub(_ value: YAMLValue?, size: UInt32, peripheral: String) throws(BoardFileError)
    -> [StubRegister]
  {
    guard let value else { return [] }
    let descriptions: [RegisterDescription]
    if case .scalar = value.node {
      let name = try value.string()
      guard let set = registerSets[name] else {
        let hint = nearest(to: name, among: registerSets.keys.sorted()).map { "; did you mean '\($0)'?" } ?? ""
        throw value.place.error(.unknownName, "registers: there is no register set '\(name)'\(hint)")
      }
      descriptions = set
    } else {
      descriptions = try parseRegisters(value)
    }
    if let outside = descriptions.first(where: { $0.register.offset > size - 4 }) {
      throw outside.place.error(
        .outOfRange,
        "register '\(outside.register.name)' at offset \(hexadecimal(outside.register.offset)) lies outside the "
          + "\(byteCount(UInt64(size))) of peripheral '\(peripheral)'")
    }
    var registers: [StubRegister] = []
    for description in descriptions { registers.append(try resolve(description, among: descriptions)) }
    return registers
  }

  private func parseRegisters(_ value: YAMLValue) throws(BoardFileError) -> [RegisterDescription] {
    var registers: [RegisterDescription] = []
    for item in try value.list() {
      let register = try parseRegister(item)
      if let other = registers.first(where: {
        $0.register.offset == register.register.offset || $0.register.name == register.register.name
      }) {
        throw register.place.error(
          .duplicate, "register '\(register.register.name)' has the name or the offset of '\(other.register.name)'")
      }
      registers.append(register)
    }
    return registers
  }

  private func parseRegister(_ value: YAMLValue) throws(BoardFileError) -> RegisterDescription {
    let item = try value.named("register").mapping(keys: [
      "name", "offset", "reset", "write-mask", "always-set", "write-one-to-clear", "follows", "transmit",
      "transmit-from-memory", "counts-cycles-divided-by",
    ])
    let offset = try item.require("offset")
    var register = StubRegister(name: try item.require("name").string(), offset: try offset.word())
    guard register.offset % 4 == 0 else {
      throw offset.place.error(.outOfRange, "offset: \(hexadecimal(register.offset)) is not a multiple of 4")
    }
    register.reset = try item["reset"]?.word() ?? 0
    register.writeMask = try item["write-mask"]?.word() ?? .max
    register.alwaysSet = try item["always-set"]?.word() ?? 0
    register.writeOneToClear = try item["write-one-to-clear"]?.word() ?? 0
    register.isTransmitData = try item["transmit"]?.bool() ?? false
    register.countsCyclesDividedBy = try item["counts-cycles-divided-by"]?.word() ?? 0
    var description = RegisterDescription(register: register, follows: [], place: item.place)
    for follow in try item["follows"]?.list() ?? [] {
      let rule = try follow.mapping(keys: ["source", "when", "set"])
      description.follows.append(
        (try rule.require("source"), try rule.require("when").word(), try rule.require("set").word()))
    }
    if let transmit = try item["transmit-from-memory"]?.mapping(keys: ["address", "count"]) {
      description.transmitsFromMemory = (try transmit.require("address"), try transmit.require("count"))
    }
    return description
  }

  private func resolve(_ description: RegisterDescription, among all: [RegisterDescription]) throws(BoardFileError)
    -> StubRegister
  {
    func offset(_ name: YAMLValue) throws(BoardFileError) -> UInt32 {
      let text = try name.string()
      guard let source = all.first(where: { $0.register.name == text }) else {
        let hint = nearest(to: text, among: all.map(\.register.name)).map { "; did you mean '\($0)'?" } ?? ""
        throw name.place.error(.unknownName, "\(name.name): there is no register '\(text)' beside it\(hint)")
      }
      return source.register.offset
    }
    var register = description.register
    for follow in description.follows {
      register.follows.append(.init(source: try offset(follow.source), when: follow.when, set: follow.set))
      register.reset &= ~follow.set
      register.writeMask &= ~follow.set
    }
    if let transmit = description.transmitsFromMemory {
      register.transmitsFromMemory = .init(address: try offset(transmit.address), count: try offset(transmit.count))
    }
    return register
  }
}
