import ArgumentParser
import Profiler

/// The files that a profile is written to.
struct ProfileOutputs: ParsableArguments {
  @Option(help: ArgumentHelp("Write the profile as JSON.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a page to look at in a browser.", valueName: "file"))
  var html: String?

  @Option(help: ArgumentHelp("Write callgrind format, for KCachegrind.", valueName: "file"))
  var callgrind: String?

  @Option(help: ArgumentHelp("Write collapsed stacks, for flamegraph.pl.", valueName: "file"))
  var collapsed: String?

  @Option(help: ArgumentHelp("Write speedscope's format, for speedscope.app.", valueName: "file"))
  var speedscope: String?

  @Option(help: ArgumentHelp("Write trace events, for ui.perfetto.dev.", valueName: "file"))
  var perfetto: String?

  @Option(help: ArgumentHelp("Write pprof's format, for 'go tool pprof'.", valueName: "file"))
  var pprof: String?

  @Option(help: ArgumentHelp("Write line coverage, for genhtml.", valueName: "file"))
  var lcov: String?

  @Option(help: ArgumentHelp("Write Markdown, for a comment on a pull request.", valueName: "file"))
  var markdown: String?

  /// Makes a file's content of a profile, the run that it is of, and the sources.
  fileprivate typealias Rendering = (Profile, ProfilingRun, SourceText) -> [UInt8]

  private struct Format {
    var option: String
    var path: String?
    var rendering: Rendering

    init(_ option: String, _ path: String?, _ rendering: @escaping Rendering) {
      (self.option, self.path, self.rendering) = (option, path, rendering)
    }

    init(_ option: String, _ path: String?, text: @escaping (Profile, ProfilingRun, SourceText) -> String) {
      self.init(option, path) { Array(text($0, $1, $2).utf8) }
    }
  }

  private var formats: [Format] {
    [
      Format("--json", json) { profile, _, _ in
        // What it says must not depend on what else is asked for.
        var profile = profile
        profile.timeline?.changes = []
        profile.timeline?.changesAreCut = false
        return profile.json()
      },
      Format("--html", html, text: { $0.html(sources: $2) }),
      Format("--callgrind", callgrind, text: { profile, _, _ in profile.callgrind() }),
      Format("--collapsed", collapsed, text: { profile, _, _ in profile.collapsedStacks() }),
      Format("--speedscope", speedscope, text: { profile, _, _ in profile.speedscope() }),
      Format("--perfetto", perfetto, text: { profile, _, _ in profile.perfettoTrace() }),
      Format("--pprof", pprof) { profile, _, _ in profile.pprof() },
      Format(
        "--lcov", lcov,
        text: { profile, run, _ in
          let (lines, functions) = run.builder.unexecuted(in: profile)
          return profile.lcov(unexecuted: lines, uncalled: functions)
        }),
      Format("--markdown", markdown, text: { profile, _, _ in profile.markdown() }),
    ]
  }

  func validate() throws {
    let standard = formats.filter { $0.path == "-" }.map(\.option)
    if standard.count > 1 {
      throw ValidationError("\(standard[0]) - and \(standard[1]) - both write to standard output.")
    }
  }

  /// How many changes of path the timeline is to keep: some formats show each one.
  var changeLimit: Int { perfetto != nil || speedscope != nil ? 1_000_000 : 0 }

  /// Whether a rendering shows source text.
  var showsSources: Bool { html != nil }

  /// Files that are open, each with what it is to hold.
  struct Opened {
    fileprivate var files: [(file: OutputFile, rendering: Rendering)] = []

    var usesStandardOutput: Bool { files.contains { $0.file.isStandardOutput } }

    /// Writes all files; one that cannot be written keeps no other from it.
    /// - Throws: the first failure, once all are written.
    func write(_ run: ProfilingRun, _ sources: SourceText) throws {
      var failure: Failure?
      for output in files {
        do { try output.file.write(output.rendering(run.profile, run, sources)) } catch let error as Failure {
          if let first = failure { printError("error: \(first.message)\n") }
          failure = error
        }
      }
      if let failure { throw failure }
    }
  }

  /// Opens the files, before the run: a run may be long, and its result must not be lost to a misspelt path.
  /// - Parameter inputs: files that are read.
  func open(beside inputs: [String]) throws -> Opened {
    var opened = Opened()
    for format in formats {
      guard let path = format.path else { continue }
      let file = try OutputFile(
        path, option: format.option, beside: inputs, others: opened.files.map(\.file))
      opened.files.append((file, format.rendering))
    }
    return opened
  }
}
