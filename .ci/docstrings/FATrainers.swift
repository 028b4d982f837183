import FALinalg
import FATrainers

/// What the blocks of code in the comments of FATrainers speak of without saying where it is from.
struct Given {
  let y: Matrix<Double>
  let problem: FactorizationProblem<Matrix<Double>>
  let start: Factors<Double>
  let feedback: Matrix<Double>
}
