import ThumbISA

extension Lowering {
  /// Lowers a floating-point instruction other than loads and stores.
  mutating func lowerFloatingPoint(_ placed: PlacedInstruction) {
    requireFloatingPoint()
    let instruction = placed.instruction
    switch instruction.opcode {
    case .vadd: arithmetic(placed, .vaddS, .vaddD)
    case .vsub: arithmetic(placed, .vsubS, .vsubD)
    case .vmul: arithmetic(placed, .vmulS, .vmulD)
    case .vnmul: arithmetic(placed, .vnmulS, .vnmulD)
    case .vdiv: arithmetic(placed, .vdivS, .vdivD)
    case .vsqrt: arithmetic(placed, .vsqrtS, .vsqrtD)
    case .vmla: arithmetic(placed, .vmlaS, .vmlaD)
    case .vmls: arithmetic(placed, .vmlsS, .vmlsD)
    case .vnmla: arithmetic(placed, .vnmlaS, .vnmlaD)
    case .vnmls: arithmetic(placed, .vnmlsS, .vnmlsD)
    case .vfma: arithmetic(placed, .vfmaS, .vfmaD)
    case .vfms: arithmetic(placed, .vfmsS, .vfmsD)
    case .vfnma: arithmetic(placed, .vfnmaS, .vfnmaD)
    case .vfnms: arithmetic(placed, .vfnmsS, .vfnmsD)
    case .vcmp: arithmetic(placed, .vcmpS, .vcmpD)
    case .vcmpe: arithmetic(placed, .vcmpS, .vcmpD, extra: 1)
    case .vcmpZero: arithmetic(placed, .vcmpZeroS, .vcmpZeroD)
    case .vcmpeZero: arithmetic(placed, .vcmpZeroS, .vcmpZeroD, extra: 1)
    case .vsel: arithmetic(placed, .vselS, .vselD, extra: UInt16(instruction.condition.rawValue))
    case .vabs: signBit(placed, .andRI, 0x7FFF_FFFF)
    case .vneg: signBit(placed, .eorRI, 0x8000_0000)
    case .vcvtIntegerToFloat where !instruction.isDouble:
      singles(placed, instruction.extra & 1 != 0 ? .vcvtU32ToS : .vcvtS32ToS)
    case .vcvtFloatToInteger where !instruction.isDouble:
      singles(placed, instruction.extra & 1 != 0 ? .vcvtSToU32 : .vcvtSToS32)
    case .vmrs: lowerStatusRead(placed)
    case .vmsr: emit(Operation(.vmsr, n: source(instruction.d, placed, into: Self.first)))
    default: lowerTransfer(placed)
    }
  }

  private mutating func arithmetic(
    _ placed: PlacedInstruction, _ single: OperationCode, _ double: OperationCode, extra: UInt16 = 0
  ) {
    let instruction = placed.instruction
    emit(
      Operation(
        instruction.isDouble ? double : single, d: floatingPoint(instruction.d, placed),
        n: floatingPoint(instruction.n, placed), m: floatingPoint(instruction.m, placed), extra: extra))
  }

  private mutating func singles(_ placed: PlacedInstruction, _ code: OperationCode) {
    emit(Operation(code, d: Self.single(placed.instruction.d), m: Self.single(placed.instruction.m)))
  }

  /// VABS and VNEG only touch the sign: of a double, that of its high word.
  private mutating func signBit(_ placed: PlacedInstruction, _ code: OperationCode, _ mask: UInt32) {
    let d = floatingPoint(placed.instruction.d, placed)
    let m = floatingPoint(placed.instruction.m, placed)
    guard placed.instruction.isDouble else {
      emit(Operation(code, d: d, n: m, immediate: mask))
      return
    }
    if d != m { emit(Operation(.movR, d: d, n: m)) }
    emit(Operation(code, d: d + 1, n: m + 1, immediate: mask))
  }

  private mutating func lowerStatusRead(_ placed: PlacedInstruction) {
    if placed.instruction.d == 15 {
      emit(Operation(.vmrsFlags))
    } else {
      emit(Operation(.vmrs, d: placed.instruction.d))
    }
  }

  /// VMOV in all its forms is a move within the register file; the rest goes to the general operation.
  private mutating func lowerTransfer(_ placed: PlacedInstruction) {
    let instruction = placed.instruction
    switch instruction.opcode {
    case .vmovImmediate:
      let d = floatingPoint(instruction.d, placed)
      if instruction.isDouble { emit(Operation(.movI, d: d, immediate: 0)) }
      emit(Operation(.movI, d: instruction.isDouble ? d + 1 : d, immediate: instruction.immediate))
    case .vmovRegister:
      let d = floatingPoint(instruction.d, placed)
      let m = floatingPoint(instruction.m, placed)
      emit(Operation(.movR, d: d, n: m))
      if instruction.isDouble { emit(Operation(.movR, d: d + 1, n: m + 1)) }
    case .vmovCoreToSingle:
      emit(Operation(.movR, d: Self.single(instruction.n), n: source(instruction.d, placed, into: Self.first)))
    case .vmovSingleToCore:
      emit(Operation(.movR, d: instruction.d, n: Self.single(instruction.n)))
    case .vmovCoreToTwoSingles:
      emit(Operation(.movR, d: Self.single(instruction.n), n: source(instruction.d, placed, into: Self.first)))
      emit(Operation(.movR, d: Self.single(instruction.n &+ 1), n: source(instruction.a, placed, into: Self.first)))
    case .vmovTwoSinglesToCore:
      emit(Operation(.movR, d: instruction.d, n: Self.single(instruction.n)))
      emit(Operation(.movR, d: instruction.a, n: Self.single(instruction.n &+ 1)))
    case .vmovCoreToDouble:
      emit(Operation(.movR, d: Self.double(instruction.n), n: source(instruction.d, placed, into: Self.first)))
      emit(Operation(.movR, d: Self.double(instruction.n) + 1, n: source(instruction.a, placed, into: Self.first)))
    case .vmovDoubleToCore:
      emit(Operation(.movR, d: instruction.d, n: Self.double(instruction.n)))
      emit(Operation(.movR, d: instruction.a, n: Self.double(instruction.n) + 1))
    case .vmovCoreToScalar:
      let n = source(instruction.d, placed, into: Self.first)
      emit(Operation(.movR, d: Self.double(instruction.n) + (instruction.extra & 1), n: n))
    case .vmovScalarToCore:
      emit(Operation(.movR, d: instruction.d, n: Self.double(instruction.n) + (instruction.extra & 1)))
    default:
      emit(Operation(.floatingPoint, second: UInt32(index)))
    }
  }
}
