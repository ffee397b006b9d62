package main

import (
	"log"
	"net/http"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{
	// The page comes from another port than the socket.
	CheckOrigin: func(*http.Request) bool { return true },
}

func handle(answer http.ResponseWriter, request *http.Request) {
	socket, err := upgrader.Upgrade(answer, request, nil)
	if err != nil {
		return
	}
	// not101: show
	defer socket.Close()
	kind, message, err := socket.ReadMessage()
	if err != nil {
		return
	}
	socket.WriteMessage(kind, message)
	// not101: end
}

func main() {
	http.HandleFunc("/ws", handle)
	log.Fatal(http.ListenAndServe("127.0.0.1:3000", nil))
}
