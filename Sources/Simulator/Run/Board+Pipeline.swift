import Boards
import Microarchitecture

extension Board {
  /// The pipeline of the board's core, with the costs of its cost file.
  /// - Throws: if the table of costs is not this core's. A board that was read from a file has been checked.
  public func makePipeline() throws(CostTableError) -> any PipelineModel {
    switch core.kind {
    case .cortexM4: CortexM4Pipeline(costs: try CortexM4Costs(costs))
    case .cortexM7: CortexM7Pipeline(costs: try CortexM7Costs(costs))
    }
  }
}
