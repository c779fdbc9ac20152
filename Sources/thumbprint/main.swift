Thumbprint.runAndExit()
