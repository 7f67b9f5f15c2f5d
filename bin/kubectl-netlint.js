#!/usr/bin/env node
// `kubectl netlint`: kubectl runs a program of this name that it finds on PATH.
import './netlint.js';
