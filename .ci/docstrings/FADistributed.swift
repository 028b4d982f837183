import FADistributed
import FALinalg
import FAMatrixIO

/// What the blocks of code in the comments of FADistributed speak of without saying where it is from.
struct Given {
  let communicator: any Communicator
}
