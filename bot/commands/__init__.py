"""What the commands of `miaozhao` do, one module each."""
