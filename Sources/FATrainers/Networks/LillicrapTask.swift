public import FALinalg

/// The linear task of Lillicrap et al. (2016): a 30-20-10 network learns a linear map from its examples.
///
/// T ~ U[-1, 1]; W_0, Z_0 ~ U[-0.01, 0.01]; C ~ U[-0.5, 0.5]; x ~ N(0, I), one example at a time. Everything
/// is drawn from streams of its own: "teacher", "start-z", "start-w", "feedback" and "inputs".
///
/// ```swift
/// let task = try LillicrapTask<Double>(seed: 1)
/// let trainer = NetworkTrainer(task.data, stepSize: 1e-3, batchSize: 1)
/// let run = try trainer.train(FeedbackAlignment(), from: task.start, feedback: task.feedback)
/// ```
///
/// Source: T. Lillicrap, D. Cownden, D. Tweed, C. Akerman, "Random synaptic feedback weights
/// support error backpropagation for deep learning", Nature Communications 7 (2016). The step size of
/// its figure 1 is not published.
public struct LillicrapTask<Scalar: BLASScalar>: Sendable {
  /// The map to be learned, 10 x 30.
  public let teacher: Matrix<Scalar>
  /// The examples.
  public let data: TrainingData<Scalar>
  /// Z_0, 10 x 20, and W_0, 20 x 30.
  public let start: Factors<Scalar>
  /// C, 20 x 10.
  public let feedback: Matrix<Scalar>

  /// Draws the task.
  ///
  /// - Parameters:
  ///   - seed: The seed of all streams.
  ///   - examples: The number of examples; a run begins again after the last.
  ///   - startScale: The largest entry of Z_0 and W_0, which the paper varies from 1e-4 to 0.25.
  /// - Precondition: There is an example.
  /// - Throws: `linearAlgebra`.
  public init(
    seed: UInt64, examples: Int = 2000, startScale: Scalar = 0.01
  ) throws(FactorizationError) {
    require(examples > 0, "the number of examples must be 1 or more, not \(examples)")
    func symmetric(_ name: String, _ rows: Int, _ columns: Int, _ largest: Scalar) -> Matrix<Scalar>
    {
      (RandomStream(seed: seed, name: name).uniform(rows, columns) as Matrix<Scalar>).map {
        largest * (2 * $0 - 1)
      }
    }
    teacher = symmetric("teacher", 10, 30, 1)
    let inputs: Matrix<Scalar> = RandomStream(seed: seed, name: "inputs").normal(30, examples)
    data = try TrainingData(inputs: inputs, targets: teacher * inputs)
    start = Factors(
      z: symmetric("start-z", 10, 20, startScale), w: symmetric("start-w", 20, 30, startScale))
    feedback = symmetric("feedback", 20, 10, 0.5)
  }
}
